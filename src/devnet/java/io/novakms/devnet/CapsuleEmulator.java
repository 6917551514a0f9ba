package io.novakms.devnet;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.novakms.model.Hex;
import io.novakms.model.TeePublicKey;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A Capsule API (protocol, section 9) for one identity, on the loopback interface: what an enclave
 * would have beside the node. For development and tests: its keys are in plain memory.
 *
 * <p>It refuses what the real one refuses: a body over 10 MiB (413), one that is not sent as JSON
 * (415), and, with 400, what it can't read and what it decrypted before.
 */
public final class CapsuleEmulator implements AutoCloseable {
  /** The longest body that it takes. */
  static final int MAX_BODY_BYTES = 10 << 20;

  private static final int RANDOM_BYTES = 32;
  private static final int THREADS = 8;
  private static final ObjectMapper JSON =
      new ObjectMapper(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxStringLength(Integer.MAX_VALUE).build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  static {
    // Without it each answer waits 40 ms for the acknowledgement of its own headers. Read once, by
    // the first server that the JVM makes.
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  private final CapsuleIdentity identity;
  private final HttpServer server;
  private final ExecutorService threads =
      Executors.newFixedThreadPool(THREADS, CapsuleEmulator::daemon);
  private final SecureRandom random = new SecureRandom();

  private CapsuleEmulator(CapsuleIdentity identity, HttpServer server) {
    this.identity = identity;
    this.server = server;
  }

  /** Starts one on a free port. */
  public static CapsuleEmulator start(CapsuleIdentity identity) throws IOException {
    return start(identity, 0);
  }

  /** Starts one on {@code port}. */
  public static CapsuleEmulator start(CapsuleIdentity identity, int port) throws IOException {
    InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    CapsuleEmulator emulator = new CapsuleEmulator(identity, HttpServer.create(address, 0));
    emulator.routes();
    emulator.server.setExecutor(emulator.threads);
    emulator.server.start();
    return emulator;
  }

  /** Where it listens, for {@code CAPSULE_API_URL}. */
  public URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** Whose TEE this is. */
  public CapsuleIdentity identity() {
    return identity;
  }

  /** Stops it at once. */
  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private void routes() {
    CapsuleWallet wallet = new CapsuleWallet(identity.wallet());
    CapsuleEnvelopes envelopes = new CapsuleEnvelopes(identity.teeKeys());
    CapsuleAttestation attestation =
        new CapsuleAttestation(TeePublicKey.parse(identity.teePubkey()), Clock.systemUTC());
    json("GET", "/v1/eth/address", request -> wallet.address());
    json("POST", "/v1/eth/sign", wallet::sign);
    json("POST", "/v1/eth/sign-tx", wallet::signTransaction);
    json("GET", "/v1/random", request -> random());
    json("GET", "/v1/encryption/public_key", request -> envelopes.publicKey());
    json("POST", "/v1/encryption/encrypt", envelopes::encrypt);
    json("POST", "/v1/encryption/decrypt", envelopes::decrypt);
    route("POST", "/v1/attestation", "application/cbor", attestation::document);
  }

  private JsonNode random() {
    byte[] bytes = new byte[RANDOM_BYTES];
    random.nextBytes(bytes);
    return JsonNodeFactory.instance.objectNode().put("random_bytes", Hex.encodePrefixed(bytes));
  }

  private void json(String method, String path, Answerer<JsonNode> answerer) {
    route(
        method,
        path,
        "application/json",
        request -> JSON.writeValueAsBytes(answerer.answer(request)));
  }

  private void route(String method, String path, String type, Answerer<byte[]> answerer) {
    server.createContext(
        path,
        exchange -> {
          try (exchange) {
            if (!exchange.getRequestURI().getPath().equals(path)) {
              refuse(exchange, 404, "no such call");
            } else if (!exchange.getRequestMethod().equals(method)) {
              refuse(exchange, 405, "this call is made with " + method);
            } else {
              answer(exchange, type, answerer);
            }
          }
        });
  }

  private static void answer(HttpExchange exchange, String type, Answerer<byte[]> answerer)
      throws IOException {
    byte[] body = exchange.getRequestBody().readNBytes(MAX_BODY_BYTES + 1);
    if (body.length > MAX_BODY_BYTES) {
      // Else the rest would stand in the way of the answer.
      exchange.getRequestBody().transferTo(OutputStream.nullOutputStream());
      refuse(exchange, 413, "a body has at most " + MAX_BODY_BYTES + " bytes");
      return;
    }
    if (exchange.getRequestMethod().equals("POST") && !isJson(exchange)) {
      refuse(exchange, 415, "a body is application/json");
      return;
    }
    byte[] answer;
    try {
      answer = answerer.answer(JSON.readTree(body));
    } catch (JsonProcessingException | GeneralSecurityException | RuntimeException e) {
      // The one place where all that web3j and the JDK may throw at bad input ends up.
      refuse(exchange, 400, String.valueOf(e.getMessage()));
      return;
    }
    send(exchange, 200, type, answer);
  }

  private static boolean isJson(HttpExchange exchange) {
    String type = exchange.getRequestHeaders().getFirst("Content-Type");
    return type != null && type.split(";")[0].strip().equalsIgnoreCase("application/json");
  }

  private static void refuse(HttpExchange exchange, int status, String why) throws IOException {
    send(exchange, status, "application/json", JSON.writeValueAsBytes(Map.of("error", why)));
  }

  private static void send(HttpExchange exchange, int status, String type, byte[] body)
      throws IOException {
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "capsule-emulator");
    thread.setDaemon(true);
    return thread;
  }

  /** The text in {@code field}, which has to be there. */
  static String text(JsonNode json, String field) {
    String text = json.path(field).textValue();
    if (text == null) {
      throw new IllegalArgumentException(field + " is missing");
    }
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
      throw new IllegalArgumentException(field + " holds half of a surrogate pair");
    }
    return text;
  }

  /** Answers one call. */
  @FunctionalInterface
  private interface Answerer<T> {
    T answer(JsonNode request) throws IOException, GeneralSecurityException;
  }
}
