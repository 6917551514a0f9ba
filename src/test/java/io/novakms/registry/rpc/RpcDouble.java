package io.novakms.registry.rpc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.stream.StreamSupport;

/**
 * A chain's node for tests, over real HTTP. It counts requests, remembers what was asked, and
 * misbehaves as told.
 */
public final class RpcDouble implements AutoCloseable {
  public static final ObjectMapper JSON = new ObjectMapper();

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<JsonNode> batches = new CopyOnWriteArrayList<>();
  private final Function<JsonNode, JsonNode> node;
  private volatile Misbehaviour misbehaviour;

  /** What a request gets instead of a proper answer. */
  @FunctionalInterface
  public interface Misbehaviour {
    void answer(HttpExchange exchange, JsonNode batch) throws IOException;
  }

  private RpcDouble(Function<JsonNode, JsonNode> node) {
    try {
      this.node = node;
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.setExecutor(threads);
      server.createContext("/", this::serve);
      server.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A node that answers each call with {@code answer}: an object with a result or an error. */
  public static RpcDouble answering(Function<JsonNode, ObjectNode> answer) {
    return new RpcDouble(batch -> answerEach(batch, answer));
  }

  /** A node that passes everything on to another, and its answers back. */
  public static RpcDouble inFrontOf(URI other) {
    HttpClient http = HttpClient.newHttpClient();
    return new RpcDouble(batch -> forward(http, other, batch));
  }

  public static ObjectNode result(String value) {
    return JSON.createObjectNode().put("result", value);
  }

  public static ObjectNode result(JsonNode value) {
    return JSON.createObjectNode().set("result", value);
  }

  public static ObjectNode error(int code, String message, String data) {
    ObjectNode answer = JSON.createObjectNode();
    answer.putObject("error").put("code", code).put("message", message).put("data", data);
    return answer;
  }

  public URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** How many HTTP requests came since the start, or since {@link #forget}. */
  public int requests() {
    return batches.size();
  }

  /** The batches that came, oldest first. */
  public List<JsonNode> batches() {
    return List.copyOf(batches);
  }

  /** The calls of a method, in all batches. */
  public List<JsonNode> calls(String method) {
    return batches.stream()
        .flatMap(batch -> StreamSupport.stream(batch.spliterator(), false))
        .filter(call -> call.path("method").asText().equals(method))
        .toList();
  }

  public void forget() {
    batches.clear();
  }

  /** Answers with what {@code change} makes of the proper answer. */
  public void change(Function<ArrayNode, JsonNode> change) {
    misbehaviour =
        (exchange, batch) ->
            send(exchange, 200, change.apply((ArrayNode) node.apply(batch)).toString());
  }

  /** Answers as told, until {@link #behave}. */
  public void misbehave(Misbehaviour how) {
    misbehaviour = how;
  }

  public void behave() {
    misbehaviour = null;
  }

  /** The proper answer to {@code batch}. */
  public JsonNode properAnswer(JsonNode batch) {
    return node.apply(batch);
  }

  public static void send(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private void serve(HttpExchange exchange) throws IOException {
    JsonNode batch = JSON.readTree(exchange.getRequestBody());
    batches.add(batch);
    Misbehaviour how = misbehaviour;
    if (how == null) {
      send(exchange, 200, node.apply(batch).toString());
    } else {
      how.answer(exchange, batch);
    }
  }

  private static JsonNode answerEach(JsonNode batch, Function<JsonNode, ObjectNode> answer) {
    ArrayNode answers = JSON.createArrayNode();
    for (JsonNode call : batch) {
      answers.add(answer.apply(call).put("jsonrpc", "2.0").set("id", call.path("id")));
    }
    return answers;
  }

  private static JsonNode forward(HttpClient http, URI other, JsonNode batch) {
    try {
      HttpRequest request =
          HttpRequest.newBuilder(other)
              .header("Content-Type", "application/json")
              .POST(HttpRequest.BodyPublishers.ofString(batch.toString()))
              .build();
      return JSON.readTree(http.send(request, HttpResponse.BodyHandlers.ofString()).body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
