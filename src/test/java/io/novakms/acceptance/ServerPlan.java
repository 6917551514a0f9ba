package io.novakms.acceptance;

import io.novakms.devnet.CertificateAuthority;
import io.novakms.devnet.Directories;
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

  /**
   * A plan for a server that is set up and not started: it has a key store, and neither settings
   * nor an application.
   *
   * @param directory made anew
   */
  static ServerPlan withoutNode(Path directory) {
    Directories.delete(directory);
    Directories.make(directory);
    Path keyStore = directory.resolve("tls.p12");
    CertificateAuthority.create(directory.resolve("ca.pem")).issue(keyStore);
    return new ServerPlan(
        Jdks.ofThisTest(),
        Directories.make(directory.resolve("server")),
        directory.resolve("none.war"),
        new Tls(keyStore, CertificateAuthority.PASSWORD, CertificateAuthority.ALIAS),
        Map.of());
  }

  /** A file in the server's directory. */
  public Path file(String name) {
    return directory.resolve(name);
  }
}
