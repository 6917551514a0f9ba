package io.novakms.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.novakms.devnet.CertificateAuthority;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the health check of a container says of a server. */
class HealthProbeTest {
  @Test
  void serverThatIsWellIsHealthyWhateverItsCertificate(@TempDir Path directory) throws Exception {
    HttpsServer server = HttpsServer.create(loopback(), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(certified(directory)));

    assertThat(askedWith(server, "https", 200).status()).isZero();
  }

  @Test
  void serverThatIsNotWellIsUnhealthy() throws Exception {
    assertThat(askedWith(HttpServer.create(loopback(), 0), "http", 503).status()).isEqualTo(1);
  }

  @Test
  void noAnswerIsUnhealthy() throws Exception {
    HttpServer server = HttpServer.create(loopback(), 0);
    int port = server.getAddress().getPort();
    server.stop(0);

    assertThat(probe("http://127.0.0.1:" + port + "/health/live").status()).isEqualTo(1);
  }

  @Test
  void noOtherServerIsAsked() throws Exception {
    Tool.Outcome outcome = probe("https://192.0.2.1/health/live");

    assertThat(outcome.status()).isEqualTo(1);
    assertThat(outcome.printed()).contains("not an address of this machine");
  }

  private static Tool.Outcome askedWith(HttpServer server, String scheme, int status)
      throws IOException, InterruptedException {
    server.createContext(
        "/health/live",
        exchange -> {
          exchange.sendResponseHeaders(status, -1);
          exchange.close();
        });
    server.start();
    try {
      return probe(scheme + "://127.0.0.1:" + server.getAddress().getPort() + "/health/live");
    } finally {
      server.stop(0);
    }
  }

  private static Tool.Outcome probe(String url) throws IOException, InterruptedException {
    return Tool.run(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        ServerConfig.ROOT.resolve("tools/HealthProbe.java").toString(),
        url);
  }

  private static InetSocketAddress loopback() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  private static SSLContext certified(Path directory) throws Exception {
    Path file = directory.resolve("tls.p12");
    CertificateAuthority.create(directory.resolve("ca.pem")).issue(file);
    KeyStore keys = KeyStore.getInstance("PKCS12");
    char[] password = CertificateAuthority.PASSWORD.toCharArray();
    try (InputStream in = Files.newInputStream(file)) {
      keys.load(in, password);
    }
    KeyManagerFactory managers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(keys, password);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    return context;
  }
}
