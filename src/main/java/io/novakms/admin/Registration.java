package io.novakms.admin;

import io.novakms.diagnostics.LogContext;
import java.lang.System.Logger.Level;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;

/**
 * The {@link NodeMXBean} under its one name. What is there already is replaced: it belongs to an
 * application that ended without a word, or to a second one on the same server. A node that can't
 * be shown works all the same, so nothing here throws.
 */
final class Registration implements AutoCloseable {
  private static final System.Logger LOG = LogContext.logger("io.novakms.admin");

  /** The name. */
  static final ObjectName NAME = name();

  private final MBeanServer server;
  private final NodeMXBean node;

  private Registration(MBeanServer server, NodeMXBean node) {
    this.server = server;
    this.node = node;
  }

  /** Registers {@code node} with {@code server}. */
  static Registration of(MBeanServer server, NodeMXBean node) {
    Registration registration = new Registration(server, node);
    try {
      registration.register();
    } catch (JMException | RuntimeException e) {
      LOG.log(Level.WARNING, NAME + " is not to be had: this node can't be steered by JMX", e);
    }
    return registration;
  }

  private void register() throws JMException {
    if (server.isRegistered(NAME)) {
      LOG.log(Level.WARNING, "{0} was there already, and is replaced", NAME);
      server.unregisterMBean(NAME);
    }
    server.registerMBean(new DescribedBean(node, NodeMXBean.class), NAME);
  }

  /** Takes it away, unless another has replaced it. */
  @Override
  public void close() {
    try {
      if (server.isRegistered(NAME) && isOwn()) {
        server.unregisterMBean(NAME);
      }
    } catch (JMException | RuntimeException e) {
      LOG.log(Level.WARNING, NAME + " could not be taken away", e);
    }
  }

  private boolean isOwn() throws JMException {
    return node.getBootEpoch().equals(server.getAttribute(NAME, "BootEpoch"));
  }

  private static ObjectName name() {
    try {
      return new ObjectName("io.novakms:type=Node");
    } catch (MalformedObjectNameException e) {
      throw new IllegalStateException("the name is well formed", e);
    }
  }
}
