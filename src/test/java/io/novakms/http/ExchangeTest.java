package io.novakms.http;

import static io.novakms.http.ErrorShape.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.novakms.http.exchange.ExchangeMemory;
import io.novakms.http.exchange.TakenMemory;
import io.novakms.metrics.ScrapeFormat;
import io.novakms.model.AppId;
import io.novakms.testing.ManualTime;
import io.novakms.testing.RawHttp;
import io.novakms.testing.RawHttp.Answer;
import io.novakms.testing.TestApp;
import io.novakms.testing.TestNode;
import io.novakms.testing.TestSettings;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Requests and answers on their way, on a server that the exchange does not know. */
class ExchangeTest {
  @RegisterExtension static final InProcessServer server = new InProcessServer();

  private static final Duration SOON = Duration.ofSeconds(60);

  private final ManualTime time = new ManualTime();
  private TestNode node = new TestNode(TestSettings.with(Map.of()), time, time, Runnable::run);
  private RawHttp http;

  @BeforeEach
  void start() {
    node.heart.open();
    http = server.serve(node);
  }

  /** Starts a node that waits for a client one second only. */
  private void startImpatient() {
    Map<String, String> settings =
        Map.of("KMS_BODY_TIMEOUT_SECONDS", "1", "KMS_ANSWER_TIMEOUT_SECONDS", "1");
    node = new TestNode(TestSettings.with(settings), time, time, Runnable::run);
    start();
  }

  @Test
  void bodyThatArrivesInPiecesIsReadAsAWhole() throws IOException {
    TestApp app = new TestApp(node, http, AppId.of(49));
    String body = app.caller().sealText("{\"path\": \"a/b\"}").toString();
    try (Socket socket = connected()) {
      List<String> head = TestApp.headers(app.proof());
      send(socket, "POST /kms/derive HTTP/1.1\r\nHost: node\r\nConnection: close\r\n");
      send(socket, String.join("\r\n", head) + "\r\nContent-Length: " + body.length() + "\r\n\r\n");
      for (int at = 0; at < body.length(); at += 50) {
        send(socket, body.substring(at, Math.min(body.length(), at + 50)));
      }

      assertThat(read(socket)).startsWith("HTTP/1.1 200").contains("X-KMS-Next-Nonce");
    }
    assertEverythingIsGivenBack();
  }

  @Test
  void bodyThatDoesNotArriveInItsTimeCostsTheConnection() throws IOException {
    startImpatient();
    try (Socket socket = connected()) {
      send(socket, "POST /kms/derive HTTP/1.1\r\nHost: node\r\nContent-Length: 100\r\n\r\n{");

      assertThat(read(socket)).doesNotContain("HTTP/1.1 2");
    }
    assertThat(failures("body")).isEqualTo(1);
    assertEverythingIsGivenBack();
  }

  @Test
  void answerThatIsNotTakenInItsTimeIsGivenUp() throws IOException {
    startImpatient();
    try (Socket socket = connected()) {
      for (int i = 0; i < 200; i++) {
        send(socket, "GET /openapi.json HTTP/1.1\r\nHost: node\r\n\r\n");
      }

      await().atMost(SOON).until(() -> failures("answer") > 0);
    }
    assertEverythingIsGivenBack();
  }

  @Test
  void whatFindsNoRoomIsToldToTryAgain() {
    http = server.serve(node, TakenMemory.of(40_000, 20_000));

    Answer answer = http.send("GET", "/status");

    assertRefused(answer, 503, "service_unavailable");
    assertThat(answer.header("Retry-After")).isEqualTo("1");
    assertThat(answer.header("X-Request-Id")).isNotBlank();
    assertThat(failures("memory")).isEqualTo(1);
  }

  @Test
  void clientThatHasItsShareIsToldSo() {
    http = server.serve(node, new ExchangeMemory(20_000));

    Answer answer = http.send("GET", "/status");

    assertRefused(answer, 429, "rate_limited");
    assertThat(answer.header("Retry-After")).isEqualTo("1");
    assertThat(answer.header("X-Request-Id")).isNotBlank();
    assertThat(failures("share")).isEqualTo(1);
    assertEverythingIsGivenBack();
  }

  @Test
  void answerThatFindsNoRoomIsToldToTryAgain() {
    http = server.serve(node, new ExchangeMemory(40_000));

    assertRefused(http.send("GET", "/openapi.json"), 429, "rate_limited");
    assertThat(http.send("GET", "/nonce").status()).isEqualTo(200);
  }

  @Test
  void headIsAnsweredWithoutABodyAndWithNoOtherLengthThanThatOfGet() {
    Answer got = http.send("GET", "/openapi.json");
    Answer head = http.send("HEAD", "/openapi.json");

    assertThat(head.status()).isEqualTo(200);
    assertThat(head.body()).isEmpty();
    assertThat(head.header("Content-Length")).isIn(null, got.header("Content-Length"));
  }

  @Test
  void fieldsOfAFormAreNoParametersOfTheRequest() {
    Answer answer =
        http.send(
            "POST",
            "/kms/derive?path=a",
            List.of("Content-Type: application/x-www-form-urlencoded"),
            "path=b".getBytes(StandardCharsets.US_ASCII));

    assertRefused(answer, 415, "unsupported_media_type");
  }

  @Test
  void bodyThatWaitsForAWordGetsIt() throws IOException {
    try (Socket socket = connected()) {
      send(socket, "POST /kms/derive HTTP/1.1\r\nHost: node\r\nExpect: 100-continue\r\n");
      send(socket, "Connection: close\r\nContent-Length: 2\r\n\r\n");
      byte[] word = socket.getInputStream().readNBytes("HTTP/1.1 100".length());
      assertThat(new String(word, StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 100");

      send(socket, "{}");

      assertThat(read(socket)).contains("HTTP/1.1 403");
    }
  }

  private void assertEverythingIsGivenBack() {
    await().atMost(SOON).until(() -> server.exchanges().taken() == 0);
  }

  private long failures(String cause) {
    String all = new String(node.metrics.scrape(ScrapeFormat.TEXT), StandardCharsets.UTF_8);
    return all.lines()
        .filter(line -> line.startsWith("nova_kms_exchanges_failed_total{cause=\"" + cause))
        .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' '))))
        .sum();
  }

  private Socket connected() throws IOException {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(4096);
    socket.setTcpNoDelay(true);
    socket.setSoTimeout((int) SOON.toMillis());
    socket.connect(new InetSocketAddress(http.base().getHost(), http.base().getPort()));
    return socket;
  }

  private static void send(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
  }

  private static String read(Socket socket) throws IOException {
    return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
  }
}
