package io.novakms.devnet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.novakms.auth.Binding;
import io.novakms.model.TeePublicKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/**
 * A node over real HTTP as an app sees it: hands out nonces, takes each once, verifies who signs,
 * and answers what a test says, sealed and signed. It lies as told.
 */
final class FakeNode implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  final AppKeys keys = AppKeys.random();
  final List<String> requests = new CopyOnWriteArrayList<>();
  final List<JsonNode> bodies = new CopyOnWriteArrayList<>();
  final List<JsonNode> bounds = new CopyOnWriteArrayList<>();

  /** The keys that an answer is sealed and signed with: a liar's are not the node's. */
  volatile AppKeys sealer = keys;

  volatile AppKeys signer = keys;
  volatile boolean signs = true;
  volatile boolean givesNextNonce = true;
  volatile boolean forgetsNonces;
  volatile boolean sealsErrors = true;

  /** Changes what an answer says it answers. */
  volatile UnaryOperator<ObjectNode> boundAs = UnaryOperator.identity();

  volatile int errorStatus;
  volatile String errorCode = "a_code";
  volatile String rawBody;
  volatile Runnable beforeAnswer = () -> {};
  volatile UnaryOperator<JsonNode> answer = UnaryOperator.identity();

  private final TeePublicKey app;
  private final HttpServer server;
  private final Set<String> nonces = new HashSet<>();
  private final AtomicInteger counter = new AtomicInteger();

  /** A node for the app whose public key is {@code app}. */
  FakeNode(TeePublicKey app) {
    this.app = app;
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/nonce", exchange -> send(exchange, 200, nonceAnswer()));
    server.createContext("/kms/", this::kms);
    server.start();
  }

  NodeContact contact() {
    URI url = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    return new NodeContact(url, keys.wallet(), keys.publicKey());
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private String nonceAnswer() {
    requests.add("GET /nonce");
    return "{\"nonce\":\"" + newNonce() + "\"}";
  }

  private String newNonce() {
    String nonce = "nonce-" + counter.incrementAndGet();
    nonces.add(nonce);
    return nonce;
  }

  private void kms(HttpExchange exchange) throws IOException {
    requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
    byte[] sent = exchange.getRequestBody().readAllBytes();
    Headers headers = exchange.getRequestHeaders();
    beforeAnswer.run();
    if (forgetsNonces) {
      nonces.clear();
    }
    if (!isProven(headers)) {
      send(exchange, 403, "{\"code\":\"unauthorized\",\"message\":\"not proven\"}");
      return;
    }
    JsonNode body = sent.length == 0 ? JSON.nullNode() : keys.open(app, JSON.readTree(sent));
    if (body instanceof ObjectNode object) {
      bounds.add(object.remove("bound"));
    }
    bodies.add(body);
    sign(exchange, headers.getFirst("x-app-signature"));
    ObjectNode bound = bound(exchange, headers.getFirst("x-app-signature"));
    if (errorStatus != 0) {
      ObjectNode error = JSON.createObjectNode().put("code", errorCode).put("message", "a message");
      ObjectNode answered = error.deepCopy();
      if (sealsErrors) {
        answered.set("sealed", sealer.seal(app, error.set("bound", bound)));
      }
      send(exchange, errorStatus, answered.toString());
    } else if (rawBody != null) {
      send(exchange, 200, rawBody);
    } else {
      ObjectNode answered = answer.apply(body).deepCopy();
      send(exchange, 200, sealer.seal(app, answered.set("bound", bound)).toString());
    }
  }

  private ObjectNode bound(HttpExchange exchange, String signature) {
    return boundAs.apply(
        JSON.createObjectNode()
            .put("method", exchange.getRequestMethod())
            .put("route", exchange.getRequestURI().toString())
            .put("status", errorStatus == 0 ? 200 : errorStatus)
            .put("request", Binding.of("", "", signature).request())
            .put("at_ms", 1));
  }

  private boolean isProven(Headers headers) {
    String nonce = headers.getFirst("x-app-nonce");
    String message =
        "NovaKMS:AppAuth:"
            + nonce
            + ":"
            + keys.wallet()
            + ":"
            + headers.getFirst("x-app-timestamp");
    return nonces.remove(nonce)
        && keys.signerOf(message, headers.getFirst("x-app-signature"))
            .address()
            .equals(headers.getFirst("x-app-wallet"));
  }

  private void sign(HttpExchange exchange, String signature) {
    String message = "NovaKMS:Response:" + signature + ":" + keys.wallet();
    if (signs) {
      exchange.getResponseHeaders().set("X-KMS-Response-Signature", signer.sign(message));
    }
    if (givesNextNonce) {
      exchange.getResponseHeaders().set("X-KMS-Next-Nonce", newNonce());
    }
  }

  private static void send(HttpExchange exchange, int status, String body) throws IOException {
    try (exchange) {
      byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(status, bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }
}
