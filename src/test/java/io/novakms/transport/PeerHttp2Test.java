package io.novakms.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.novakms.config.KmsConfig;
import io.novakms.devnet.CertificateAuthority;
import io.novakms.peer.PeerException;
import io.novakms.peer.PeerException.Fault;
import io.novakms.peer.PeerHttp;
import io.novakms.peer.UrlPolicy;
import io.novakms.wiring.server.ExecutorScheduler;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.catalina.Context;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;
import org.apache.coyote.http2.Http2Protocol;
import org.apache.tomcat.util.net.SSLHostConfig;
import org.apache.tomcat.util.net.SSLHostConfigCertificate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same bounds over HTTP/2, where one connection carries many requests. */
class PeerHttp2Test {
  private static final Duration PLENTY = Duration.ofSeconds(30);
  private static final Duration LITTLE = Duration.ofMillis(500);
  private static final int LIMIT = 1000;

  @TempDir Path directory;

  private final ExecutorService executor = Executors.newCachedThreadPool();
  private final Tomcat server = new Tomcat();
  private final AtomicLong poured = new AtomicLong();
  private final AtomicInteger abandoned = new AtomicInteger();
  private final CountDownLatch closing = new CountDownLatch(1);
  private PeerHttp http;

  @BeforeEach
  void start() throws Exception {
    CertificateAuthority authority =
        CertificateAuthority.create(directory.resolve("authority.pem"));
    Path keys = directory.resolve("server.p12");
    authority.issue(keys);
    server.setBaseDir(directory.toString());
    server.setConnector(connector(keys));
    Context context = server.addContext("", directory.toString());
    Tomcat.addServlet(context, "pages", new Pages());
    context.addServletMappingDecoded("/*", "pages");
    server.start();
    http =
        PeerHttpClient.open(
            new KmsConfig.Peers(PLENTY, true, Optional.of(authority.file()), PLENTY, PLENTY),
            new UrlPolicy(true, true),
            new ExecutorScheduler(executor));
  }

  @AfterEach
  void stop() throws Exception {
    closing.countDown();
    http.close();
    executor.shutdownNow();
    server.stop();
    server.destroy();
  }

  @Test
  void answerComesOverHttp2() throws Exception {
    assertThat(get("/protocol", PLENTY).get(60, TimeUnit.SECONDS).body())
        .asString()
        .isEqualTo("HTTP/2.0");
  }

  @Test
  void hugeAnswerIsCutOffAndOthersGoOn() throws Exception {
    CompletableFuture<PeerHttp.Answer> huge = get("/huge", PLENTY);

    assertFault(huge, Fault.TOO_LARGE);
    await().atMost(PLENTY).until(() -> abandoned.get() == 1);
    assertThat(poured).hasValueLessThan(20_000_000);
    assertThat(get("/protocol", PLENTY).get(60, TimeUnit.SECONDS).status()).isEqualTo(200);
  }

  @Test
  void announcedHugeAnswerIsNotReadAndOthersGoOn() throws Exception {
    assertFault(get("/huge?announced", PLENTY), Fault.TOO_LARGE);
    await().atMost(PLENTY).until(() -> abandoned.get() == 1);
    assertThat(get("/protocol", PLENTY).get(60, TimeUnit.SECONDS).status()).isEqualTo(200);
  }

  @Test
  void dripEndsWithTheTimeAndOthersGoOn() throws Exception {
    assertThat(get("/protocol", PLENTY).get(60, TimeUnit.SECONDS).status()).isEqualTo(200);
    // On a loaded machine a little time may end before the first drop.
    for (Duration time = LITTLE; poured.get() == 0; time = time.multipliedBy(2)) {
      assertThat(time).as("it drips within this time").isLessThan(PLENTY);
      CompletableFuture<PeerHttp.Answer> drip = get("/drip", time);
      assertThat(get("/protocol", PLENTY).get(60, TimeUnit.SECONDS).status()).isEqualTo(200);

      assertFault(drip, Fault.TIMED_OUT);
    }
    await().atMost(PLENTY).until(() -> abandoned.get() > 0);
    assertThat(get("/protocol", PLENTY).get(60, TimeUnit.SECONDS).status()).isEqualTo(200);
  }

  private CompletableFuture<PeerHttp.Answer> get(String path, Duration time) {
    URI url = URI.create("https://127.0.0.1:" + server.getConnector().getLocalPort() + path);
    return http.send(PeerHttp.Request.get(url), time, info -> LIMIT);
  }

  private static void assertFault(CompletableFuture<?> answer, Fault fault) {
    assertThatThrownBy(() -> answer.get(60, TimeUnit.SECONDS))
        .isInstanceOf(ExecutionException.class)
        .cause()
        .isInstanceOfSatisfying(PeerException.class, e -> assertThat(e.fault()).isEqualTo(fault));
  }

  private static Connector connector(Path keys) {
    SSLHostConfig tls = new SSLHostConfig();
    SSLHostConfigCertificate certificate =
        new SSLHostConfigCertificate(tls, SSLHostConfigCertificate.Type.EC);
    certificate.setCertificateKeystoreFile(keys.toString());
    certificate.setCertificateKeystorePassword(CertificateAuthority.PASSWORD);
    certificate.setCertificateKeystoreType("PKCS12");
    tls.addCertificate(certificate);
    Connector connector = new Connector();
    connector.setPort(0);
    connector.setProperty("address", "127.0.0.1");
    connector.setProperty("SSLEnabled", "true");
    connector.setScheme("https");
    connector.setSecure(true);
    connector.addSslHostConfig(tls);
    Http2Protocol http2 = new Http2Protocol();
    // Java's client resets a stream once more for each frame that was under way, and Tomcat takes
    // that for an attack, and closes the connection to all.
    http2.setOverheadResetFactor(0);
    connector.addUpgradeProtocol(http2);
    return connector;
  }

  private final class Pages extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse answer)
        throws IOException {
      OutputStream out = answer.getOutputStream();
      if (request.getRequestURI().equals("/protocol")) {
        out.write(request.getProtocol().getBytes(StandardCharsets.US_ASCII));
        return;
      }
      if (request.getQueryString() != null) {
        answer.setContentLength(100_000_000);
      }
      byte[] piece = new byte[request.getRequestURI().equals("/huge") ? 64 * 1024 : 1];
      try {
        while (!closing.await(piece.length == 1 ? 20 : 0, TimeUnit.MILLISECONDS)) {
          out.write(piece);
          out.flush();
          poured.addAndGet(piece.length);
        }
      } catch (IOException e) {
        abandoned.incrementAndGet();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
