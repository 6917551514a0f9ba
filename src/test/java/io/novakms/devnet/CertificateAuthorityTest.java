package io.novakms.devnet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertificateAuthorityTest {
  @TempDir private Path directory;
  private CertificateAuthority authority;
  private HttpsServer server;

  @BeforeEach
  void serveWithAnIssuedKey() throws Exception {
    authority = CertificateAuthority.create(directory.resolve("ca.pem"));
    authority.issue(directory.resolve("tls.p12"));
    server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(serverContext(directory.resolve("tls.p12"))));
    server.createContext("/", exchange -> exchange.sendResponseHeaders(204, -1));
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void clientsThatTrustTheAuthorityAcceptItsServersUnderBothNames() throws Exception {
    assertThat(statusOf("localhost", authority)).isEqualTo(204);
    assertThat(statusOf("127.0.0.1", authority)).isEqualTo(204);
  }

  @Test
  void clientsOfAnotherAuthorityRefuse() {
    CertificateAuthority another = CertificateAuthority.create(directory.resolve("other.pem"));

    assertThatThrownBy(() -> statusOf("localhost", another)).isInstanceOf(SSLException.class);
  }

  @Test
  void certificateOnDiskIsAnAuthorityThatSignsServersOnly() throws Exception {
    try (InputStream in = Files.newInputStream(authority.file())) {
      X509Certificate certificate =
          (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);

      assertThat(certificate.getBasicConstraints()).isZero();
      certificate.verify(certificate.getPublicKey());
    }
  }

  private int statusOf(String host, CertificateAuthority trusted)
      throws IOException, InterruptedException {
    URI url = URI.create("https://" + host + ":" + server.getAddress().getPort() + "/");
    return HttpClient.newBuilder()
        .sslContext(trusted.trustingContext())
        .build()
        .send(HttpRequest.newBuilder(url).build(), BodyHandlers.discarding())
        .statusCode();
  }

  private static SSLContext serverContext(Path file) throws Exception {
    char[] password = CertificateAuthority.PASSWORD.toCharArray();
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      store.load(in, password);
    }
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, password);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    return context;
  }
}
