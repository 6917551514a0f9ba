package io.novakms.acceptance;

import java.nio.file.Path;
import java.util.Map;

/**
 * What a driver sets up.
 *
 * @param javaHome the JDK that runs the server
 * @param directory the server's own, new and empty
 * @param war the application
 * @param tls what it shows to clients
 * @param settings of the application: names and values of environment variables
 */
public record ServerPlan(
    Path javaHome, Path directory, Path war, Tls tls, Map<String, String> settings) {
  /** Takes a copy that can't change. */
  public ServerPlan {
    settings = Map.copyOf(settings);
  }

  /**
   * The operator's key store.
   *
   * @param keyStore a PKCS#12 file with one key, and a certificate for {@code localhost}
   * @param password of the file and of the key
   * @param alias of the key
   */
  public record Tls(Path keyStore, String password, String alias) {}

  /** A file in the server's directory. */
  public Path file(String name) {
    return directory.resolve(name);
  }
}
