package io.novakms.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.novakms.config.KmsConfig;
import io.novakms.peer.PeerException;
import io.novakms.peer.PeerException.Fault;
import io.novakms.peer.PeerHttp;
import io.novakms.peer.UrlPolicy;
import io.novakms.testing.RawServer;
import io.novakms.wiring.server.ExecutorScheduler;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PeerHttpClientTest {
  private static final Duration PLENTY = Duration.ofSeconds(30);
  private static final Duration LITTLE = Duration.ofMillis(500);
  private static final int LIMIT = 1000;
  private static final String HEAD = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n";

  private final ExecutorService executor = Executors.newCachedThreadPool();
  private final PeerHttp http = open(new UrlPolicy(false, true));

  @AfterEach
  void stop() {
    http.close();
    executor.shutdownNow();
  }

  @Test
  void answerComesWithStatusHeadersAndBody() throws Exception {
    try (RawServer server = RawServer.answering(HEAD + "x-a: b\r\ncontent-length: 2\r\n\r\n{}")) {
      PeerHttp.Answer answer = get(http, server.url(), PLENTY).get(30, TimeUnit.SECONDS);

      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.head().header("X-A")).contains("b");
      assertThat(answer.body()).asString().isEqualTo("{}");
    }
  }

  @Test
  void answerOfExactlyTheLimitIsRead() throws Exception {
    String body = "x".repeat(LIMIT);
    try (RawServer announced =
            RawServer.answering(HEAD + "content-length: " + LIMIT + "\r\n\r\n" + body);
        RawServer chunked =
            RawServer.answering(
                HEAD + "transfer-encoding: chunked\r\n\r\n3e8\r\n" + body + "\r\n0\r\n\r\n")) {
      assertThat(get(http, announced.url(), PLENTY).get(30, TimeUnit.SECONDS).body())
          .hasSize(LIMIT);
      assertThat(get(http, chunked.url(), PLENTY).get(30, TimeUnit.SECONDS).body()).hasSize(LIMIT);
    }
  }

  @Test
  void answerThatAnnouncesMoreThanTheLimitIsNotRead() {
    try (RawServer server =
        RawServer.answering(HEAD + "content-length: 104857600\r\n\r\n" + "x".repeat(10))) {
      PeerException refused = fails(get(http, server.url(), PLENTY));

      assertThat(refused.fault()).isEqualTo(Fault.TOO_LARGE);
      assertThat(refused.status()).hasValue(200);
      awaitAbandoned(server);
    }
  }

  @Test
  void answerThatGrowsOverTheLimitIsCutOff() {
    RawServer[] self = new RawServer[1];
    String chunk = "400\r\n" + "x".repeat(1024) + "\r\n";
    try (RawServer server =
        RawServer.answering(
            connection -> {
              RawServer.write(connection, HEAD + "transfer-encoding: chunked\r\n\r\n");
              self[0].writeForEver(connection, chunk);
            })) {
      self[0] = server;
      PeerException refused = fails(get(http, server.url(), PLENTY));

      assertThat(refused.fault()).isEqualTo(Fault.TOO_LARGE);
      awaitAbandoned(server);
      assertThat(server.written())
          .as("what the sockets' buffers took, not 100 MB")
          .isLessThan(20_000_000);
    }
  }

  @Test
  void dripEndsWithTheTime() {
    RawServer[] self = new RawServer[1];
    try (RawServer server =
        RawServer.answering(
            connection -> {
              RawServer.write(connection, HEAD + "content-length: 1000\r\n\r\n");
              RawServer.dripForEver(connection, "x");
            })) {
      self[0] = server;
      PeerException late = fails(get(http, server.url(), LITTLE));

      assertThat(late.fault()).isEqualTo(Fault.TIMED_OUT);
      awaitAbandoned(server);
    }
  }

  @Test
  void drippingHeadersEndWithTheTime() {
    RawServer[] self = new RawServer[1];
    try (RawServer server =
        RawServer.answering(
            connection -> {
              RawServer.write(connection, HEAD + "x-long: ");
              RawServer.dripForEver(connection, "x");
            })) {
      self[0] = server;
      assertThat(fails(get(http, server.url(), LITTLE)).fault()).isEqualTo(Fault.TIMED_OUT);
      awaitAbandoned(server);
    }
  }

  @Test
  void endlessHeadersAreCutOff() {
    RawServer[] self = new RawServer[1];
    try (RawServer server =
        RawServer.answering(
            connection -> {
              RawServer.write(connection, HEAD);
              self[0].writeForEver(connection, "x-more: " + "x".repeat(1000) + "\r\n");
            })) {
      self[0] = server;
      PeerException failure = fails(get(http, server.url(), PLENTY));
      assertThat(failure.fault()).isNotEqualTo(Fault.TIMED_OUT);
      awaitAbandoned(server);
    }
  }

  @Test
  void noAnswerEndsWithTheTime() {
    try (RawServer server = RawServer.answering("")) {
      assertThat(fails(get(http, server.url(), LITTLE)).fault()).isEqualTo(Fault.TIMED_OUT);
      awaitAbandoned(server);
    }
  }

  @Test
  void requestsBeyondThoseThatMayBeUnderWayWaitAndAreAnswered() throws Exception {
    ExecutorService threads = HostLookup.threads();
    HostLookup lookup =
        new HostLookup(
            new UrlPolicy(false, true),
            host -> List.of(InetAddress.getLoopbackAddress()),
            threads,
            PLENTY);
    try (RawServer server =
            RawServer.answering(HEAD + "connection: close\r\ncontent-length: 2\r\n\r\n{}");
        PeerHttp narrow = open(lookup, threads, 2)) {
      List<CompletableFuture<PeerHttp.Answer>> all =
          IntStream.range(0, 50).mapToObj(i -> get(narrow, server.url(), PLENTY)).toList();

      for (CompletableFuture<PeerHttp.Answer> one : all) {
        assertThat(one.get(60, TimeUnit.SECONDS).status()).isEqualTo(200);
      }
    }
  }

  @Test
  void timeOutComesInTime() {
    try (RawServer server = RawServer.answering("")) {
      long start = System.nanoTime();
      fails(get(http, server.url(), LITTLE));

      assertThat(Duration.ofNanos(System.nanoTime() - start))
          .isBetween(LITTLE, Duration.ofSeconds(10));
    }
  }

  @Test
  void hungTlsHandshakeEndsWithTheTime() {
    try (RawServer server = RawServer.playing(RawServer::awaitEnd)) {
      URI https = URI.create("https://127.0.0.1:" + server.port());

      assertThat(fails(get(http, https, LITTLE)).fault()).isEqualTo(Fault.TIMED_OUT);
      awaitAbandoned(server);
    }
  }

  @Test
  void resetConnectionIsUnreachable() {
    try (RawServer server =
        RawServer.answering(
            connection -> {
              connection.setSoLinger(true, 0);
              connection.close();
            })) {
      assertThat(fails(get(http, server.url(), PLENTY)).fault()).isEqualTo(Fault.UNREACHABLE);
    }
  }

  @Test
  void bodyThatBreaksOffIsUnreachable() {
    try (RawServer server =
        RawServer.answering(
            connection -> RawServer.write(connection, HEAD + "content-length: 100\r\n\r\nx"))) {
      assertThat(fails(get(http, server.url(), PLENTY)).fault()).isEqualTo(Fault.UNREACHABLE);
    }
  }

  @Test
  void closedPortIsUnreachable() throws Exception {
    int port;
    try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = closed.getLocalPort();
    }

    assertThat(fails(get(http, URI.create("http://127.0.0.1:" + port), PLENTY)).fault())
        .isEqualTo(Fault.UNREACHABLE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SSH-2.0-OpenSSH_9.2\r\n\r\n",
        "HTTP/1.1 abc OK\r\n\r\n",
        "HTTP/9.9 200 OK\r\n\r\n",
        "<html>secret words of the server</html>\r\n\r\n",
        "HTTP/1.1 200 OK\r\ncontent-length: -5\r\n\r\n",
        "HTTP/1.1 200 OK\r\ncontent-length: many\r\n\r\n",
        "HTTP/1.1 200 OK\r\ncontent-length: 99999999999999999999\r\n\r\nx",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n",
      })
  void garbageEndsAtOnceAndIsNotQuoted(String garbage) {
    try (RawServer server = RawServer.answering(garbage)) {
      PeerException failure = fails(get(http, server.url(), PLENTY));
      awaitAbandoned(server);

      assertThat(failure.fault()).isIn(Fault.GARBLED, Fault.UNREACHABLE);
      assertThat(failure).hasMessageNotContaining("secret").hasMessageNotContaining("SSH");
    }
  }

  @Test
  void plainHttpWhereTlsIsExpectedIsUnreachable() {
    try (RawServer server =
        RawServer.playing(connection -> RawServer.write(connection, "HTTP/1.1 400 Bad\r\n\r\n"))) {
      URI https = URI.create("https://127.0.0.1:" + server.port());

      PeerException failure = fails(get(http, https, PLENTY));

      assertThat(failure.fault()).isEqualTo(Fault.UNREACHABLE);
      assertThat(failure).hasMessageContaining("TLS");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 303, 307, 308})
  void redirectIsNotFollowed(int status) throws Exception {
    try (RawServer target = RawServer.answering(HEAD + "content-length: 2\r\n\r\n{}");
        RawServer server =
            RawServer.answering(
                "HTTP/1.1 "
                    + status
                    + " Elsewhere\r\nlocation: "
                    + target.url()
                    + "/\r\ncontent-length: 0\r\n\r\n")) {
      assertThat(get(http, server.url(), PLENTY).get(30, TimeUnit.SECONDS).status())
          .isEqualTo(status);
      assertThat(target.accepted()).isZero();
    }
  }

  @Test
  void cancellingClosesTheConnection() {
    try (RawServer server = RawServer.answering(HEAD + "content-length: 100\r\n\r\nx")) {
      CompletableFuture<PeerHttp.Answer> answer = get(http, server.url(), PLENTY);
      await().atMost(PLENTY).until(() -> server.accepted() == 1);

      answer.cancel(true);

      assertThat(answer).isCancelled();
      awaitAbandoned(server);
    }
  }

  @Test
  void addressThatIsNotPublicIsNeverConnectedTo() {
    try (RawServer server = RawServer.answering(HEAD + "content-length: 2\r\n\r\n{}");
        PeerHttp strict = open(new UrlPolicy(false, false))) {
      for (String host : List.of("127.0.0.1", "localhost", "[::ffff:127.0.0.1]")) {
        URI url = URI.create("http://" + host + ":" + server.port());

        assertThat(fails(get(strict, url, PLENTY)).fault()).isEqualTo(Fault.UNTRUSTED);
      }
      assertThat(server.accepted()).isZero();
    }
  }

  @Test
  void requestGivenUpDuringTheLookupIsNeverSent() {
    CountDownLatch lookedUp = new CountDownLatch(1);
    CountDownLatch released = new CountDownLatch(1);
    try (RawServer server = RawServer.answering(HEAD + "content-length: 2\r\n\r\n{}");
        PeerHttp slow =
            open(
                host -> {
                  lookedUp.countDown();
                  await().atMost(PLENTY).until(() -> released.getCount() == 0);
                  return List.of(InetAddress.getLoopbackAddress());
                })) {
      CompletableFuture<PeerHttp.Answer> answer =
          get(slow, URI.create("http://node.example:" + server.port()), PLENTY);
      await().atMost(PLENTY).until(() -> lookedUp.getCount() == 0);
      answer.cancel(true);
      released.countDown();

      assertThat(answer).isCancelled();
      assertThat(server.accepted()).isZero();
    }
  }

  @Test
  void futureEndsThoughTheExecutorIsShutDown() {
    try (RawServer server = RawServer.answering("")) {
      CompletableFuture<PeerHttp.Answer> answer = get(http, server.url(), LITTLE);
      await().atMost(PLENTY).until(() -> server.accepted() == 1);

      executor.shutdownNow();

      assertThatThrownBy(() -> answer.get(30, TimeUnit.SECONDS))
          .isInstanceOf(ExecutionException.class);
    }
  }

  private CompletableFuture<PeerHttp.Answer> get(PeerHttp http, URI url, Duration time) {
    return http.send(PeerHttp.Request.get(url), time, info -> LIMIT);
  }

  private PeerHttp open(UrlPolicy policy) {
    return PeerHttpClient.open(settings(), policy, new ExecutorScheduler(executor));
  }

  private PeerHttp open(HostLookup.Resolver resolver) {
    ExecutorService threads = HostLookup.threads();
    HostLookup lookup = new HostLookup(new UrlPolicy(false, true), resolver, threads, PLENTY);
    return open(lookup, threads, 8);
  }

  private PeerHttp open(HostLookup lookup, ExecutorService threads, int atOnce) {
    return PeerHttpClient.open(
        settings(), lookup, threads, new ExecutorScheduler(executor), atOnce);
  }

  private static KmsConfig.Peers settings() {
    return new KmsConfig.Peers(PLENTY, true, Optional.empty(), Duration.ofSeconds(5), PLENTY);
  }

  private static PeerException fails(CompletableFuture<?> future) {
    try {
      future.get(60, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      assertThat(e.getCause()).isInstanceOf(PeerException.class);
      return (PeerException) e.getCause();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
    throw new AssertionError("it did not fail");
  }

  private static void awaitAbandoned(RawServer server) {
    await().atMost(PLENTY).until(() -> server.abandoned() > 0);
  }
}
