package io.novakms.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.novakms.config.KmsConfig;
import io.novakms.crypto.MasterSecret;
import io.novakms.devnet.CertificateAuthority;
import io.novakms.peer.PeerException;
import io.novakms.peer.PeerException.Fault;
import io.novakms.peer.PeerHttp;
import io.novakms.peer.PeerServer;
import io.novakms.peer.UrlPolicy;
import io.novakms.wiring.server.ExecutorScheduler;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PeerTlsTest {
  private static final Duration PLENTY = Duration.ofSeconds(30);
  private static final Instant TOMORROW = Instant.now().plus(Duration.ofDays(1));

  @TempDir static Path directory;
  private static CertificateAuthority authority;

  private final ExecutorService executor = Executors.newCachedThreadPool();

  @BeforeAll
  static void makeAuthority() {
    authority = CertificateAuthority.create(directory.resolve("authority.pem"));
  }

  @AfterEach
  void stop() {
    executor.shutdownNow();
  }

  @Test
  void certificateOfTheExtraAuthorityIsAccepted() throws Exception {
    SSLContext tls = authority.servingContext("127.0.0.1", TOMORROW);

    assertThat(ask(tls, Optional.of(authority.file())).get(60, TimeUnit.SECONDS).status())
        .isEqualTo(200);
  }

  @Test
  void certificateOfAnUnknownAuthorityIsNotTrusted() {
    SSLContext tls = authority.servingContext("127.0.0.1", TOMORROW);

    assertUntrusted(ask(tls, Optional.empty()));
  }

  @Test
  void certificateForAnotherHostIsNotTrusted() {
    SSLContext tls = authority.servingContext("other.example", TOMORROW);

    assertUntrusted(ask(tls, Optional.of(authority.file())));
  }

  @Test
  void expiredCertificateIsNotTrusted() {
    SSLContext tls = authority.servingContext("127.0.0.1", Instant.now().minusSeconds(3600));

    assertUntrusted(ask(tls, Optional.of(authority.file())));
  }

  @Test
  void usualAuthoritiesStayTrustedBesidesTheExtraOne() throws Exception {
    Path one = authority.file();

    assertThat(authorities(PeerTls.managers(Optional.of(one))))
        .isEqualTo(authorities(PeerTls.managers(Optional.empty())) + 1);
    assertThat(authorities(PeerTls.managers(Optional.empty()))).isPositive();
  }

  @Test
  void everyCertificateOfTheFileIsTrusted() throws Exception {
    CertificateAuthority other = CertificateAuthority.create(directory.resolve("other.pem"));
    Path both =
        Files.writeString(
            directory.resolve("both.pem"),
            Files.readString(authority.file()) + Files.readString(other.file()));

    assertThat(authorities(PeerTls.managers(Optional.of(both))))
        .isEqualTo(authorities(PeerTls.managers(Optional.empty())) + 2);
  }

  @Test
  void unusableFileOfAuthoritiesIsReportedByTheNameOfTheSetting() throws Exception {
    Path missing = directory.resolve("missing.pem");
    Path empty = Files.writeString(directory.resolve("empty.pem"), "");
    Path broken =
        Files.writeString(
            directory.resolve("broken.pem"),
            "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");

    for (Path file : List.of(missing, empty, broken, directory)) {
      assertThatThrownBy(() -> PeerTls.open(Optional.of(file)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("KMS_PEER_CA_FILE")
          .hasMessageContaining(file.toString());
    }
  }

  private CompletableFuture<PeerHttp.Answer> ask(SSLContext tls, Optional<Path> authorities) {
    MasterSecret secret = MasterSecret.of("a secret of thirty-two bytes ...".getBytes());
    PeerServer server = PeerServer.honest(secret, tls);
    PeerHttp http =
        PeerHttpClient.open(
            new KmsConfig.Peers(PLENTY, true, authorities, PLENTY, PLENTY),
            new UrlPolicy(true, true),
            new ExecutorScheduler(executor));
    return http.send(
            PeerHttp.Request.get(URI.create(server.url() + "/status")), PLENTY, info -> 10_000)
        .whenComplete(
            (answer, failure) -> {
              server.close();
              http.close();
            });
  }

  private static int authorities(TrustManager[] managers) {
    return ((X509TrustManager) managers[0]).getAcceptedIssuers().length;
  }

  private static void assertUntrusted(CompletableFuture<?> answer) {
    assertThatThrownBy(() -> answer.get(60, TimeUnit.SECONDS))
        .isInstanceOf(ExecutionException.class)
        .cause()
        .isInstanceOfSatisfying(
            PeerException.class,
            e -> {
              assertThat(e.fault()).isEqualTo(Fault.UNTRUSTED);
              assertThat(e).hasMessageContaining("KMS_PEER_CA_FILE");
            });
  }
}
