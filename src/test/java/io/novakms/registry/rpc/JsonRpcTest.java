package io.novakms.registry.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import io.novakms.registry.ChainSettings;
import io.novakms.registry.ManualTicker;
import io.novakms.registry.rpc.JsonRpc.Batch;
import io.novakms.registry.rpc.RpcResponse.Failure;
import io.novakms.registry.rpc.RpcResponse.Result;
import io.novakms.transport.RpcHttp;
import io.novakms.wiring.server.ExecutorScheduler;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Batches over real HTTP, answered well and badly. */
class JsonRpcTest {
  private static final String FOREIGN = "words-of-the-other-side";
  private static final Executor THREADS = task -> new Thread(task).start();
  private static final Duration SHORT = Duration.ofMillis(300);

  private final RpcDouble node = RpcDouble.answering(call -> echo(call));
  private final CountDownLatch end = new CountDownLatch(1);
  private JsonRpc rpc = client(ChainSettings.at(node.url()));

  @AfterEach
  void close() {
    end.countDown();
    rpc.close();
    node.close();
  }

  private static JsonRpc client(ChainSettings settings) {
    return new JsonRpc(
        settings.build(),
        RpcHttp::new,
        new ExecutorScheduler(THREADS),
        1 << 20,
        System::nanoTime,
        ChainListener.NONE);
  }

  private void use(ChainSettings settings) {
    rpc.close();
    rpc = client(settings);
  }

  private static ObjectNode echo(JsonNode call) {
    return RpcDouble.result("echo " + call.path("params").path(0).asText());
  }

  private static List<RpcCall> calls(int count) {
    return IntStream.range(0, count).mapToObj(i -> RpcCall.of("echo", "p" + i)).toList();
  }

  private static void assertEchoes(Batch batch, int count) {
    assertThat(batch.answers())
        .map(answer -> ((Result) answer).value().asText())
        .containsExactlyElementsOf(IntStream.range(0, count).mapToObj(i -> "echo p" + i).toList());
  }

  private ChainException assertFails() {
    try {
      rpc.call(calls(3));
    } catch (ChainException e) {
      // The public status repeats it: it names the setting, and not the place.
      assertThat(e)
          .hasMessageContaining("the chain (NODE_URL)")
          .hasMessageNotContaining("127.0.0.1")
          .hasMessageNotContaining(FOREIGN);
      return e;
    }
    throw new AssertionError("expected a ChainException");
  }

  @Test
  void batchIsOneRequestAndAnsweredInOrder() {
    Batch batch = rpc.call(calls(200));

    assertEchoes(batch, 200);
    assertThat(batch.requests()).isEqualTo(1);
    assertThat(node.requests()).isEqualTo(1);
  }

  @Test
  void callsAreJsonRpc() {
    rpc.call(List.of(RpcCall.of("m", "a", true), RpcCall.of("n")));

    JsonNode batch = node.batches().get(0);
    assertThat(batch.toString())
        .isEqualTo(
            "[{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"m\",\"params\":[\"a\",true]},"
                + "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"n\",\"params\":[]}]");
  }

  @Test
  void answersInAnyOrderFindTheirCalls() {
    node.change(
        answers -> {
          List<JsonNode> shuffled = new ArrayList<>();
          answers.forEach(shuffled::add);
          Collections.reverse(shuffled);
          return RpcDouble.JSON.createArrayNode().addAll(shuffled);
        });

    assertEchoes(rpc.call(calls(50)), 50);
  }

  @Test
  void idsAsTextFindTheirCallsToo() {
    node.change(
        answers -> {
          answers.forEach(a -> ((ObjectNode) a).put("id", a.path("id").asText()));
          return answers;
        });

    assertEchoes(rpc.call(calls(3)), 3);
  }

  @Test
  void errorOfOneCallIsItsAnswerAlone() {
    node.change(
        answers -> {
          answers.set(1, RpcDouble.error(-32000, FOREIGN, "0xabcd").put("id", 2));
          return answers;
        });

    List<RpcResponse> answers = rpc.call(calls(3)).answers();

    assertThat(answers.get(0)).isInstanceOf(Result.class);
    assertThat(answers.get(1)).isEqualTo(new Failure(-32000, FOREIGN, "0xabcd"));
    assertThat(answers.get(2)).isInstanceOf(Result.class);
    assertThat(((Failure) answers.get(1)).describe()).doesNotContain(FOREIGN);
  }

  @Test
  void dataOfARevertMayBeWrappedOnceMore() {
    node.change(
        answers -> {
          ObjectNode error = RpcDouble.error(3, "execution reverted", "");
          ((ObjectNode) error.path("error")).putObject("data").put("data", "0x1234");
          answers.set(0, error.put("id", 1));
          return answers;
        });

    assertThat(rpc.call(calls(1)).answers())
        .containsExactly(new Failure(3, "execution reverted", "0x1234"));
  }

  @Test
  void callThatIsNotAnsweredDoesNotSpoilTheOthers() {
    node.change(
        answers -> {
          answers.remove(0);
          answers.add(RpcDouble.result("stray").put("id", 77));
          answers.add(RpcDouble.result("stray").put("id", 0));
          answers.add("not an object");
          answers.add(RpcDouble.result("a second answer").put("id", 2));
          answers.add(RpcDouble.JSON.createObjectNode());
          return answers;
        });

    List<RpcResponse> answers = rpc.call(calls(2)).answers();

    assertThat(answers.get(0)).isEqualTo(Failure.MISSING);
    assertThat(((Result) answers.get(1)).value().asText()).isEqualTo("echo p1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "<html>" + FOREIGN,
        "{\"result\":\"" + FOREIGN + "\"}",
        "\"" + FOREIGN + "\"",
        "null",
        "[{\"id\":1",
      })
  void answerThatIsNoneIsSaidWithoutRepeatingIt(String body) {
    node.misbehave((exchange, batch) -> RpcDouble.send(exchange, 200, body));

    assertFails();
  }

  @Test
  void refusalOfTheWholeBatchNamesTheSetting() {
    node.misbehave(
        (exchange, batch) ->
            RpcDouble.send(exchange, 200, RpcDouble.error(-32600, FOREIGN, FOREIGN).toString()));

    assertThat(assertFails())
        .hasMessageContaining("CHAIN_MAX_BATCH_CALLS")
        .hasMessageContaining("-32600");
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 400, 401, 429, 500, 503})
  void httpStatusIsSaid(int status) {
    node.misbehave(
        (exchange, batch) -> {
          exchange.getResponseHeaders().add("Location", "/elsewhere");
          RpcDouble.send(exchange, status, FOREIGN);
        });

    assertThat(assertFails()).hasMessageContaining("HTTP status " + status);
    assertThat(node.requests()).isEqualTo(1);
  }

  @Test
  void hangingNodeIsGivenUpInTime() {
    ChainSettings settings = ChainSettings.at(node.url());
    settings.timeout = SHORT;
    use(settings);
    node.misbehave((exchange, batch) -> await(end));
    long start = System.nanoTime();

    assertThat(assertFails()).hasMessageContaining("300 ms");

    assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(SHORT, Duration.ofSeconds(5));
  }

  @Test
  void nodeThatAnswersByteByByteIsGivenUpInTime() {
    ChainSettings settings = ChainSettings.at(node.url());
    settings.timeout = SHORT;
    use(settings);
    node.misbehave((exchange, batch) -> drip(exchange));
    long start = System.nanoTime();

    assertFails();

    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
  }

  private void drip(HttpExchange exchange) throws IOException {
    exchange.sendResponseHeaders(200, 0);
    try (OutputStream out = exchange.getResponseBody()) {
      while (end.getCount() > 0) {
        out.write(' ');
        out.flush();
        await(20);
      }
    }
  }

  @Test
  void endlessAnswerIsCutOff() {
    byte[] spaces = new byte[1 << 16];
    Arrays.fill(spaces, (byte) ' ');
    node.misbehave(
        (exchange, batch) -> {
          exchange.sendResponseHeaders(200, 0);
          try (OutputStream out = exchange.getResponseBody()) {
            while (end.getCount() > 0) {
              out.write(spaces);
            }
          }
        });

    assertThat(assertFails()).hasMessageContaining("more than 1048576 bytes");
  }

  @Test
  void nodeThatIsNotThereIsSaid() throws IOException {
    int free;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      free = socket.getLocalPort();
    }
    use(ChainSettings.at(URI.create("http://127.0.0.1:" + free)));

    assertThat(assertFails()).hasMessageContaining("can't be reached");
  }

  @Test
  void connectionThatBreaksIsSaid() {
    node.misbehave(
        (exchange, batch) -> {
          exchange.sendResponseHeaders(200, 1_000);
          exchange.close();
        });

    assertFails();
  }

  @Test
  void userInfoIsSentAndNeverShown() {
    List<String> authorizations = new CopyOnWriteArrayList<>();
    use(
        ChainSettings.at(
            URI.create(node.url().toString().replace("//", "//ann:s%40cret@") + "/k3y")));
    node.misbehave(
        (exchange, batch) -> {
          authorizations.add(exchange.getRequestHeaders().getFirst("Authorization"));
          RpcDouble.send(exchange, 500, "");
        });

    ChainException failure = assertFails();

    assertThat(authorizations).containsExactly("Basic YW5uOnNAY3JldA==");
    for (Throwable shown = failure; shown != null; shown = shown.getCause()) {
      assertThat(shown.toString()).doesNotContain("cret").doesNotContain("k3y");
    }
  }

  @Test
  void moreCallsThanABatchTakesGoOutInParallel() throws InterruptedException {
    ChainSettings settings = ChainSettings.at(node.url());
    settings.maxBatch = 10;
    use(settings);
    CountDownLatch all = new CountDownLatch(3);
    node.misbehave(
        (exchange, batch) -> {
          // None is answered before all have come.
          all.countDown();
          await(all);
          RpcDouble.send(exchange, 200, node.properAnswer(batch).toString());
        });

    Batch batch = rpc.call(calls(25));

    assertEchoes(batch, 25);
    assertThat(batch.requests()).isEqualTo(3);
    assertThat(node.batches()).map(JsonNode::size).containsExactlyInAnyOrder(10, 10, 5);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void onePartThatFailsFailsTheWhole(int part) {
    ChainSettings settings = ChainSettings.at(node.url());
    settings.maxBatch = 1;
    use(settings);
    node.misbehave(
        (exchange, batch) -> {
          boolean bad = batch.path(0).path("params").path(0).asText().equals("p" + part);
          RpcDouble.send(exchange, bad ? 500 : 200, node.properAnswer(batch).toString());
        });

    assertThat(assertFails()).hasMessageContaining("HTTP status 500");
  }

  @Test
  void executorThatIsFullIsSaid() {
    ChainSettings settings = ChainSettings.at(node.url());
    settings.maxBatch = 1;
    JsonRpc busy =
        new JsonRpc(
            settings.build(),
            RpcHttp::new,
            new ExecutorScheduler(
                task -> {
                  throw new RejectedExecutionException();
                }),
            JsonRpc.MAX_ANSWER_BYTES,
            System::nanoTime,
            ChainListener.NONE);

    assertThatExceptionOfType(ChainException.class)
        .isThrownBy(() -> busy.call(calls(2)))
        .withMessageContaining("too busy");
    busy.close();
  }

  @Test
  void executorThatNeverStartsAnythingIsGivenUpInTime() {
    ChainSettings settings = ChainSettings.at(node.url());
    settings.maxBatch = 1;
    settings.timeout = SHORT;
    JsonRpc stuck =
        new JsonRpc(
            settings.build(),
            RpcHttp::new,
            new ExecutorScheduler(task -> {}),
            JsonRpc.MAX_ANSWER_BYTES,
            System::nanoTime,
            ChainListener.NONE);

    assertThatExceptionOfType(ChainException.class)
        .isThrownBy(() -> stuck.call(calls(2)))
        .withMessageContaining("too busy");
    stuck.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 413})
  void batchThatIsTooLargeGoesOutInPartsFromThenOn(int status) {
    ManualTicker ticker = new ManualTicker();
    rpc.close();
    rpc =
        new JsonRpc(
            ChainSettings.at(node.url()).build(),
            RpcHttp::new,
            new ExecutorScheduler(THREADS),
            1 << 20,
            ticker,
            ChainListener.NONE);
    node.misbehave(
        (exchange, batch) -> {
          boolean tooLarge = batch.size() > 10;
          RpcDouble.send(
              exchange,
              tooLarge ? status : 200,
              (tooLarge ? RpcDouble.error(-32600, FOREIGN, "") : node.properAnswer(batch))
                  .toString());
        });

    Batch first = rpc.call(calls(30));

    assertEchoes(first, 30);
    assertThat(first.requests()).isEqualTo(node.requests());
    node.forget();
    assertEchoes(rpc.call(calls(30)), 30);
    assertThat(node.batches()).map(JsonNode::size).containsExactlyInAnyOrder(8, 8, 8, 6);
    node.behave();
    ticker.advance(BatchLimit.MEMORY);
    assertThat(rpc.call(calls(30)).requests()).isEqualTo(1);
  }

  @Test
  void noCallsTakeNoRequest() {
    assertThat(rpc.call(List.of()).requests()).isZero();
    assertThat(node.requests()).isZero();
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void await(int millis) {
    try {
      end.await(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
