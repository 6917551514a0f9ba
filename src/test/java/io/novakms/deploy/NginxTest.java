package io.novakms.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.novakms.devnet.CertificateAuthority;
import io.novakms.hostile.Attack;
import io.novakms.hostile.HostileClient;
import io.novakms.testing.RawHttp;
import io.novakms.testing.RawHttp.Answer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code server-config/nginx} in Debian's nginx, before a server that notes what reaches it. */
class NginxTest {
  /** A request as it reached the server behind. */
  private record Seen(String path, List<String> from, int length) {}

  @TempDir static Path directory;

  private static final List<Seen> SEEN = new CopyOnWriteArrayList<>();
  private static final int CONNECTIONS = 40;
  private static final Duration SOON = Duration.ofSeconds(60);

  private static CertificateAuthority authority;
  private static HttpsServer server;
  private static ExecutorService threads;
  private static Nginx nginx;

  private RawHttp http;

  @BeforeAll
  static void start() throws Exception {
    authority = CertificateAuthority.create(directory.resolve("ca.pem"));
    // Two threads, which any client that it waited for would hold.
    threads = Executors.newFixedThreadPool(2);
    server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(
        new HttpsConfigurator(
            authority.servingContext("localhost", Instant.now().plus(Duration.ofDays(1)))));
    server.setExecutor(threads);
    server.createContext("/", NginxTest::answer);
    server.start();
    nginx = Nginx.start(directory, authority, server.getAddress().getPort());
  }

  @AfterAll
  static void end() {
    if (nginx != null) {
      nginx.close();
    }
    server.stop(0);
    threads.shutdownNow();
  }

  @BeforeEach
  void forget() {
    SEEN.clear();
    http = new RawHttp(nginx.url(), authority.trustingContext());
  }

  private static void answer(HttpExchange exchange) throws IOException {
    int length = exchange.getRequestBody().readAllBytes().length;
    List<String> from = exchange.getRequestHeaders().get("X-Forwarded-For");
    SEEN.add(
        new Seen(
            exchange.getRequestURI().toString(),
            from == null ? Collections.emptyList() : from,
            length));
    byte[] body = "x".repeat(200_000).getBytes(StandardCharsets.US_ASCII);
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  @Test
  void clientIsWhoConnectsWhateverItSaysOfItself() {
    assertThat(http.send("GET", "/status", "X-Forwarded-For: 192.0.2.1").status()).isEqualTo(200);

    assertThat(SEEN).singleElement().extracting(Seen::from).isEqualTo(List.of("127.0.0.1"));
  }

  @Test
  void keysComeThroughAsTheyAreSpelt() {
    assertThat(http.send("GET", "/kms/data/a%2Fb%20c..d").status()).isEqualTo(200);

    assertThat(SEEN).singleElement().extracting(Seen::path).isEqualTo("/kms/data/a%2Fb%20c..d");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/%zz",
        "/kms/../status",
        "/kms/%2e%2e/status",
        "/kms/data/..",
        "/./status",
        "/.%2E"
      })
  void pathThatServersReadDifferentlyIsRefused(String path) {
    assertThat(http.send("GET", path).status()).isEqualTo(400);

    assertThat(SEEN).isEmpty();
  }

  @Test
  void bodyOfTwoLengthsIsRefused() {
    Answer answer =
        http.sendChunked("POST", "/kms/derive", List.of("Content-Length: 5"), new byte[2000]);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(SEEN).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/health/live", "/prometheus"})
  void whatIsForOperatorsIsNotThere(String path) {
    assertThat(http.send("GET", path).status()).isEqualTo(404);

    assertThat(SEEN).isEmpty();
  }

  @Test
  void bodyOverTheLimitDoesNotReachTheNode() {
    assertThat(http.send("PUT", "/kms/data", List.of(), new byte[2_100_000]).status())
        .isEqualTo(413);

    assertThat(SEEN).isEmpty();
  }

  @Test
  void slowBodiesDoNotReachTheNode() {
    withstands(hostile().slowBodies(CONNECTIONS));

    assertThat(SEEN).extracting(Seen::path).containsOnly("/status");
  }

  @Test
  void answersThatAreNotReadHoldNoThreadOfTheNode() {
    withstands(hostile().unread(CONNECTIONS, 4));
  }

  @Test
  void slowHeadsDoNotReachTheNode() {
    withstands(hostile().slowHeads(CONNECTIONS));

    assertThat(SEEN).extracting(Seen::path).containsOnly("/status");
  }

  @Test
  void oneAddressHasFewRequestsUnderWay() {
    // What it has under way counts from its head on.
    HostileClient sameAddress =
        new HostileClient(nginx.url(), authority.trustingContext(), "127.0.0.1");
    try (Attack goesOn = sameAddress.slowBodies(100)) {
      await().atMost(SOON).until(() -> http.send("GET", "/status").status() == 429);
      assertThat(goesOn.isUnderWay()).isTrue();
    }
    await().atMost(SOON).until(() -> http.send("GET", "/status").status() == 200);
  }

  private static HostileClient hostile() {
    return new HostileClient(nginx.url(), authority.trustingContext());
  }

  private void withstands(Attack attack) {
    try (attack) {
      for (int i = 0; i < 5; i++) {
        assertThat(http.send("GET", "/status").status()).isEqualTo(200);
      }
      assertThat(attack.isUnderWay()).isTrue();
    }
  }
}
