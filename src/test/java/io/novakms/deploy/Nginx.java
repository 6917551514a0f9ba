package io.novakms.deploy;

import static org.awaitility.Awaitility.await;

import io.novakms.devnet.CertificateAuthority;
import io.novakms.devnet.FreePorts;
import io.novakms.devnet.OrphanGuard;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** nginx as this machine has it, with the configuration of {@code server-config/nginx}. */
final class Nginx implements AutoCloseable {
  private static final String MISSING =
      "the front was NOT tested: there is no nginx on the PATH; install it (Debian: nginx), or name"
          + " it with -Dkms.nginx.program=FILE";
  private static final Duration SOON = Duration.ofSeconds(60);

  private final Process process;
  private final int port;

  private Nginx(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /**
   * Starts it in front of the server at {@code behind}. Where the machine has none, the tests of
   * the calling class are skipped; with {@code -Dkms.nginx=required} they fail.
   */
  static Nginx start(Path directory, CertificateAuthority authority, int behind)
      throws IOException, GeneralSecurityException {
    Optional<Path> program = program();
    if ("required".equals(System.getProperty("kms.nginx")) && program.isEmpty()) {
      throw new AssertionError(MISSING);
    }
    Assumptions.assumeTrue(program.isPresent(), MISSING);
    int port = FreePorts.next();
    writeCertificate(directory, authority);
    String front =
        ServerConfig.read("nginx/nova-kms.conf")
            .replace("listen 443 ssl", "listen 127.0.0.1:" + port + " ssl")
            .replace("server 127.0.0.1:8443", "server 127.0.0.1:" + behind)
            .replace("/etc/nova-kms/node-ca.pem", authority.file().toString())
            .replace("/etc/nova-kms/", directory + "/");
    Files.writeString(directory.resolve("front.conf"), front);
    Files.writeString(directory.resolve("nginx.conf"), main(directory));
    Process process =
        new ProcessBuilder(
                program.get().toString(),
                "-p",
                directory.toString(),
                "-c",
                directory.resolve("nginx.conf").toString())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("nginx.log").toFile())
            .start();
    OrphanGuard.ofThisJvm().add(process.toHandle());
    Nginx nginx = new Nginx(process, port);
    await().atMost(SOON).until(() -> !process.isAlive() || nginx.listens());
    if (!process.isAlive()) {
      throw new AssertionError(Files.readString(directory.resolve("nginx.log")));
    }
    return nginx;
  }

  /** Where it listens. */
  URI url() {
    return URI.create("https://localhost:" + port);
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(SOON.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    OrphanGuard.ofThisJvm().drop(process.toHandle());
  }

  private boolean listens() {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress("127.0.0.1", port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static Optional<Path> program() {
    String named = System.getProperty("kms.nginx.program", "");
    Stream<Path> places =
        named.isEmpty()
            ? Stream.concat(
                    Arrays.stream(System.getenv("PATH").split(File.pathSeparator)),
                    Stream.of("/usr/sbin"))
                .map(place -> Path.of(place, "nginx"))
            : Stream.of(Path.of(named));
    return places.filter(Files::isExecutable).findFirst();
  }

  /** What Debian's own configuration has around it; all files are in {@code directory}. */
  private static String main(Path directory) {
    String user = "root".equals(System.getProperty("user.name")) ? "user root;\n" : "";
    return user
        + """
        daemon off;
        worker_processes 1;
        pid @/nginx.pid;
        error_log @/error.log;
        events {
          worker_connections 2048;
        }
        http {
          access_log off;
          client_body_temp_path @/body;
          proxy_temp_path @/proxy;
          fastcgi_temp_path @/fastcgi;
          uwsgi_temp_path @/uwsgi;
          scgi_temp_path @/scgi;
          include @/front.conf;
        }
        """
            .replace("@", directory.toString());
  }

  private static void writeCertificate(Path directory, CertificateAuthority authority)
      throws IOException, GeneralSecurityException {
    Path store = directory.resolve("front.p12");
    authority.issue(store);
    char[] password = CertificateAuthority.PASSWORD.toCharArray();
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, password);
    }
    String alias = CertificateAuthority.ALIAS;
    Files.writeString(
        directory.resolve("front.pem"),
        pem("CERTIFICATE", keys.getCertificate(alias).getEncoded()));
    Files.writeString(
        directory.resolve("front.key"),
        pem("PRIVATE KEY", keys.getKey(alias, password).getEncoded()));
  }

  private static String pem(String what, byte[] der) {
    String base64 =
        Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII)).encodeToString(der);
    return "-----BEGIN " + what + "-----\n" + base64 + "\n-----END " + what + "-----\n";
  }
}
