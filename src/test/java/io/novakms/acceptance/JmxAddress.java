package io.novakms.acceptance;

import java.nio.file.Path;
import java.util.Optional;
import javax.management.remote.JMXServiceURL;

/**
 * Where a JMX client connects, and as whom.
 *
 * @param url for {@link javax.management.remote.JMXConnectorFactory}
 * @param operator who may read and steer
 * @param watcher who may only read; empty where the server knows no such user
 * @param library the jar that a client needs for {@code url}; empty where the JDK is enough
 * @param tellsUser whether the server tells the application who calls, so that the audit log can
 */
public record JmxAddress(
    JMXServiceURL url,
    Login operator,
    Optional<Login> watcher,
    Optional<Path> library,
    boolean tellsUser) {
  /** A user of the server, and the password. */
  public record Login(String user, String password) {
    /** Without the password. */
    @Override
    public String toString() {
      return user;
    }
  }

  /** One that the JDK can connect to, without a user who may only read. */
  public JmxAddress(JMXServiceURL url, String user, String password) {
    this(url, new Login(user, password), Optional.empty(), Optional.empty(), true);
  }

  /** The same, with a user who may only read. */
  public JmxAddress watchedBy(String user, String password) {
    return new JmxAddress(
        url, operator, Optional.of(new Login(user, password)), library, tellsUser);
  }

  /** The same, for clients that have {@code jar}. */
  public JmxAddress reachedWith(Path jar) {
    return new JmxAddress(url, operator, watcher, Optional.of(jar), tellsUser);
  }

  /** The same, of a server that keeps to itself who calls. */
  public JmxAddress tellingNoUser() {
    return new JmxAddress(url, operator, watcher, library, false);
  }
}
