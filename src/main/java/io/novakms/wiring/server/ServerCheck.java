package io.novakms.wiring.server;

import io.novakms.diagnostics.LogContext;
import java.lang.System.Logger.Level;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/**
 * Says what a node lacks on a server that was set up without the files of {@code server-config}. On
 * a server that is not known, or does not tell, it says nothing.
 */
final class ServerCheck {
  private static final System.Logger LOG = LogContext.logger("io.novakms.config");
  private static final String HTTP2 = "HTTP/2 is on, so that one connection can be hundreds of";
  private static final String UNDERTOW = "jboss.as:subsystem=undertow,server=*,*";
  private static final String WILDFLYS_HTTP2 = "enableHttp2";

  private ServerCheck() {}

  /** What the server that runs this node lacks, in words for its operator. */
  static Optional<String> warning() {
    try {
      return ofPayara(PayaraListener.all(Thread.currentThread().getContextClassLoader()));
    } catch (ReflectiveOperationException | RuntimeException e) {
      LOG.log(Level.DEBUG, "the server is not Payara, or another one", e);
    }
    try {
      return ofWildFly(speaksHttp2(ManagementFactory.getPlatformMBeanServer()));
    } catch (JMException | RuntimeException e) {
      LOG.log(Level.DEBUG, "the server does not tell how it is set up", e);
      return Optional.empty();
    }
  }

  /** What a Payara with {@code listeners} lacks. */
  static Optional<String> ofPayara(List<PayaraListener> listeners) {
    // What has threads of its own is the listener of the probes.
    long pools = listeners.stream().map(PayaraListener::pool).distinct().count();
    String http2 =
        listeners.stream()
            .filter(PayaraListener::isForAll)
            .filter(PayaraListener::http2)
            .map(PayaraListener::name)
            .collect(Collectors.joining(" and "));
    if (http2.isEmpty() && pools > 1) {
      return Optional.empty();
    }
    return Optional.of(
        "the server was set up without server-config/payara, see docs/deploy-payara.md:"
            + (http2.isEmpty() ? "" : " " + HTTP2 + " requests (" + http2 + ");")
            + (pools > 1
                ? ""
                : " probes have no threads of their own, so that a flood of requests delays them"));
  }

  /** What a WildFly lacks. */
  static Optional<String> ofWildFly(boolean http2) {
    return http2
        ? Optional.of(
            "the server was set up without server-config/wildfly, see docs/deploy-wildfly.md: "
                + HTTP2
                + " requests")
        : Optional.empty();
  }

  private static boolean speaksHttp2(MBeanServer beans) throws JMException {
    for (ObjectName name : beans.queryNames(new ObjectName(UNDERTOW), null)) {
      boolean isListener =
          List.of(beans.getMBeanInfo(name).getAttributes()).stream()
              .anyMatch(attribute -> attribute.getName().equals(WILDFLYS_HTTP2));
      if (isListener && Boolean.TRUE.equals(beans.getAttribute(name, WILDFLYS_HTTP2))) {
        return true;
      }
    }
    return false;
  }
}
