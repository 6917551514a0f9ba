package io.novakms.wiring.server;

import java.lang.annotation.Annotation;
import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A listener of Payara for requests to the application, as its configuration has it.
 *
 * @param name of the listener
 * @param http2 whether it speaks HTTP/2
 * @param pool the name of the pool whose threads answer
 */
record PayaraListener(String name, boolean http2, String pool) {
  private static final String DOM = "org.glassfish.grizzly.config.dom.";
  private static final String CONFIG = "com.sun.enterprise.config.serverbeans.Config";
  private static final String ADMIN = "admin-listener";

  /** Payara's name of the server that runs, whatever its own name is. */
  private static final String THIS_SERVER = "default-instance-name";

  /** Whether the threads that answer are those that answer apps. */
  boolean isForAll() {
    return pool.equals("http-thread-pool");
  }

  /**
   * Every listener that is on, but the administrator's. What is called is Payara's own, found by
   * its name.
   *
   * @throws ReflectiveOperationException where the server is not Payara
   */
  static List<PayaraListener> all(ClassLoader classes) throws ReflectiveOperationException {
    Object locator =
        classes
            .loadClass("org.glassfish.internal.api.Globals")
            .getMethod("getDefaultHabitat")
            .invoke(null);
    Class<?> config = classes.loadClass(CONFIG);
    Object own =
        classes
            .loadClass("org.glassfish.hk2.api.ServiceLocator")
            .getMethod("getService", Class.class, String.class, Annotation[].class)
            .invoke(locator, config, THIS_SERVER, new Annotation[0]);
    Object network = get(config, "getNetworkConfig", own);
    Object listeners = get(dom(classes, "NetworkConfig"), "getNetworkListeners", network);
    List<PayaraListener> all = new ArrayList<>();
    for (Object listener :
        (List<?>) get(dom(classes, "NetworkListeners"), "getNetworkListener", listeners)) {
      of(classes, listener).ifPresent(all::add);
    }
    return all;
  }

  private static Optional<PayaraListener> of(ClassLoader classes, Object listener)
      throws ReflectiveOperationException {
    Class<?> type = dom(classes, "NetworkListener");
    String name = (String) get(type, "getName", listener);
    if (name.equals(ADMIN) || !Boolean.parseBoolean((String) get(type, "getEnabled", listener))) {
      return Optional.empty();
    }
    Object protocol = get(type, "findHttpProtocol", listener);
    Object http = get(dom(classes, "Protocol"), "getHttp", protocol);
    Object pool = get(type, "findThreadPool", listener);
    return Optional.of(
        new PayaraListener(
            name,
            Boolean.parseBoolean((String) get(dom(classes, "Http"), "getHttp2Enabled", http)),
            (String) get(dom(classes, "ThreadPool"), "getName", pool)));
  }

  private static Class<?> dom(ClassLoader classes, String name) throws ClassNotFoundException {
    return classes.loadClass(DOM + name);
  }

  /** Through the interface, since the objects are proxies of a class that is not accessible. */
  private static Object get(Class<?> type, String getter, Object from)
      throws ReflectiveOperationException {
    try {
      return type.getMethod(getter).invoke(from);
    } catch (InvocationTargetException e) {
      throw new ReflectiveOperationException(e.getCause());
    }
  }
}
