package io.novakms.http.exchange;

import io.novakms.diagnostics.LogContext;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestWrapper;
import java.io.Closeable;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.List;

/**
 * What the servlet API can't do with a request's connection. What is called here is the servers'
 * own, found by its name; on a server that is not known nothing happens.
 */
final class Connections {
  private static final System.Logger LOG = LogContext.logger("io.novakms.http");

  /** From Payara's request to Grizzly's connection. */
  private static final List<NamedMethod> PAYARA =
      List.of(
          new NamedMethod("getUnwrappedCoyoteRequest"),
          new NamedMethod("getCoyoteRequest"),
          new NamedMethod("getContext"),
          new NamedMethod("getConnection"));

  /** From Undertow's request to its connection. */
  private static final List<NamedMethod> WILDFLY =
      List.of(new NamedMethod("getExchange"), new NamedMethod("getConnection"));

  /** Ends a connection at once; closeSilently would wait for what is still to be written. */
  private static final NamedMethod TERMINATE = new NamedMethod("terminateSilently");

  private static final NamedMethod MOST_QUEUED =
      new NamedMethod("setMaxAsyncWriteQueueSize", int.class);

  private Connections() {}

  /**
   * Ends the connection of {@code request} at once, without a word to the client. Where a client
   * does not read, or does not send, Payara and WildFly else wait for it, with a thread, when an
   * exchange is completed.
   */
  static void end(ServletRequest request) {
    Object server = unwrapped(request);
    try {
      if (PAYARA.get(0).isOf(server)) {
        TERMINATE.call(follow(server, PAYARA));
      } else if (WILDFLY.get(0).isOf(server)
          && follow(server, WILDFLY) instanceof Closeable connection) {
        connection.close();
      }
    } catch (ReflectiveOperationException | IOException | RuntimeException e) {
      LOG.log(Level.WARNING, "a connection could not be ended: is this another server?", e);
    }
  }

  /**
   * Lets the server take no more of an answer than {@code bytes} before the client does. Payara
   * takes up to four send buffers otherwise, which on some machines is 10 MB, for each connection.
   */
  static void queueAtMost(int bytes, ServletRequest request) {
    Object server = unwrapped(request);
    try {
      if (PAYARA.get(0).isOf(server)) {
        MOST_QUEUED.call(follow(server, PAYARA), bytes);
      }
    } catch (ReflectiveOperationException | RuntimeException e) {
      LOG.log(Level.WARNING, "a connection could not be limited: is this another server?", e);
    }
  }

  /** Whether the server is Payara. */
  static boolean isOfPayara(ServletRequest request) {
    return PAYARA.get(0).isOf(unwrapped(request));
  }

  private static ServletRequest unwrapped(ServletRequest request) {
    ServletRequest inner = request;
    while (inner instanceof ServletRequestWrapper wrapper) {
      inner = wrapper.getRequest();
    }
    return inner;
  }

  private static Object follow(Object from, List<NamedMethod> getters)
      throws ReflectiveOperationException {
    Object at = from;
    for (NamedMethod getter : getters) {
      at = getter.call(at);
    }
    return at;
  }
}
