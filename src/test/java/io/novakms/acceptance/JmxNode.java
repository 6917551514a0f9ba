package io.novakms.acceptance;

import io.novakms.acceptance.JmxAddress.Login;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import javax.management.JMException;
import javax.management.MBeanServerConnection;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;

/**
 * The MXBean of a node over a connection to its server, as any JMX console has it. The server's
 * library for clients is in a class loader of its own, so that no two servers' get in each other's
 * way.
 */
final class JmxNode implements AutoCloseable {
  private final URLClassLoader library;
  private final JMXConnector connector;
  private final MBeanServerConnection server;
  private final ObjectName name;

  private JmxNode(URLClassLoader library, JMXConnector connector, ObjectName name)
      throws IOException {
    this.library = library;
    this.connector = connector;
    this.server = connector.getMBeanServerConnection();
    this.name = name;
  }

  /**
   * Connects.
   *
   * @param login as whom; empty: without a word about it
   * @throws SecurityException where the server lets no client in so
   * @throws IOException where it can't be asked, or has other words for that
   */
  static JmxNode connect(JmxAddress address, Optional<Login> login) throws IOException {
    URL[] jars =
        address.library().isPresent()
            ? new URL[] {address.library().get().toUri().toURL()}
            : new URL[0];
    URLClassLoader library = new URLClassLoader(jars, JmxNode.class.getClassLoader());
    Map<String, Object> options = new HashMap<>();
    options.put(JMXConnectorFactory.PROTOCOL_PROVIDER_CLASS_LOADER, library);
    // WildFly's library shows on its own that it can read the server's files, which is enough for
    // WildFly. Others' libraries don't know the option.
    options.put("org.jboss.remoting-jmx.excluded-sasl-mechanisms", "JBOSS-LOCAL-USER");
    login.ifPresent(
        as -> options.put(JMXConnector.CREDENTIALS, new String[] {as.user(), as.password()}));
    try {
      JMXConnector connector =
          with(library, () -> JMXConnectorFactory.connect(address.url(), options));
      return new JmxNode(library, connector, new ObjectName("io.novakms:type=Node"));
    } catch (IOException | RuntimeException e) {
      library.close();
      throw e;
    } catch (MalformedObjectNameException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The value of {@code attribute}. */
  Object get(String attribute) throws JMException, IOException {
    return server.getAttribute(name, attribute);
  }

  /** What {@code operation} answers. */
  Object invoke(String operation) throws JMException, IOException {
    return server.invoke(name, operation, new Object[0], new String[0]);
  }

  /** What {@code operation} answers to a number. */
  Object invoke(String operation, int number) throws JMException, IOException {
    return server.invoke(name, operation, new Object[] {number}, new String[] {"int"});
  }

  @Override
  public void close() throws IOException {
    try (library) {
      connector.close();
    }
  }

  private interface Call<T> {
    T run() throws IOException;
  }

  /** A library may look for its parts by the thread's class loader. */
  private static <T> T with(ClassLoader library, Call<T> call) throws IOException {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(library);
    try {
      return call.run();
    } finally {
      thread.setContextClassLoader(before);
    }
  }
}
