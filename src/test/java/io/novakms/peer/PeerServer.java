package io.novakms.peer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.novakms.auth.CallerKind;
import io.novakms.auth.ProofOfPossession;
import io.novakms.crypto.CryptoProviders;
import io.novakms.crypto.MasterSecret;
import io.novakms.crypto.P384;
import io.novakms.model.Hex;
import io.novakms.model.KmsException;
import io.novakms.peer.HonestPeer.Asked;
import io.novakms.registry.Member;
import io.novakms.tee.Tee;
import io.novakms.testing.Members;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import javax.net.ssl.SSLContext;

/**
 * A peer on loopback, with a TEE of its own, that speaks the whole protocol between peers over real
 * HTTP: {@code /nonce}, {@code /status} and {@code /sync}. It does so honestly, until it is told to
 * lie. Every caller has to be made known first, as the registry would.
 *
 * <pre>
 * try (PeerServer peer = PeerServer.honest(secret).knowing(tee)) {
 *   client.sync(peer.peer(), request, Optional.empty(), deadline);
 * }
 * </pre>
 */
public final class PeerServer implements AutoCloseable {
  private static final int HUGE_BYTES = 100 * 1024 * 1024;
  private static final int DRIP_MILLIS = 20;
  private static final Map<KmsException.Kind, Integer> STATUS =
      Map.of(
          KmsException.Kind.BAD_REQUEST, 400,
          KmsException.Kind.UNAUTHORIZED, 403,
          KmsException.Kind.FORBIDDEN, 403,
          KmsException.Kind.UNAVAILABLE, 503);

  private final HonestPeer peer;
  private final HonestPeer stranger = new HonestPeer(Optional.empty());
  private final HttpServer http;
  private final String scheme;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Map<String, Function<ObjectNode, ObjectNode>> answers = new ConcurrentHashMap<>();
  private final Set<String> nextNonces = ConcurrentHashMap.newKeySet();
  private final List<ObjectNode> asked = new CopyOnWriteArrayList<>();
  private final AtomicInteger noncesFetched = new AtomicInteger();
  private final AtomicLong bytesPoured = new AtomicLong();
  private volatile Optional<Lie> lie = Optional.empty();
  private volatile String bootEpoch = "1";
  private volatile byte[] firstBody;
  private volatile String firstSignature;

  private PeerServer(Optional<MasterSecret> secret, Optional<SSLContext> tls) {
    this.peer = new HonestPeer(secret);
    this.scheme = tls.isPresent() ? "https" : "http";
    try {
      InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
      if (tls.isPresent()) {
        HttpsServer https = HttpsServer.create(address, 0);
        https.setHttpsConfigurator(new HttpsConfigurator(tls.get()));
        this.http = https;
      } else {
        this.http = HttpServer.create(address, 0);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    http.setExecutor(threads);
    route("/nonce", this::nonce);
    route("/status", this::status);
    route("/sync", this::sync);
    http.start();
  }

  /** A peer that holds {@code secret}. */
  public static PeerServer honest(MasterSecret secret) {
    return new PeerServer(Optional.of(secret), Optional.empty());
  }

  /** A peer that holds {@code secret}, over HTTPS. */
  public static PeerServer honest(MasterSecret secret, SSLContext tls) {
    return new PeerServer(Optional.of(secret), Optional.of(tls));
  }

  /** A peer that holds no secret, and answers {@code master_secret_request} with 503. */
  public static PeerServer withoutSecret() {
    return new PeerServer(Optional.empty(), Optional.empty());
  }

  /** From now on, it tells this lie. */
  public PeerServer lying(Lie what) {
    this.lie = Optional.of(what);
    return this;
  }

  /** From now on, it tells the truth. */
  public PeerServer honestAgain() {
    this.lie = Optional.empty();
    return this;
  }

  /** From now on, it takes requests from the node with this TEE. */
  public PeerServer knowing(Tee caller) {
    peer.know(caller.wallet(), caller.publicKey());
    stranger.know(caller.wallet(), caller.publicKey());
    return this;
  }

  /** From now on, it answers requests of this type, which have to bear the sync signature. */
  public PeerServer answering(String type, Function<ObjectNode, ObjectNode> answer) {
    answers.put(type, answer);
    return this;
  }

  /** From now on, {@code /status} says that it was started anew. */
  public PeerServer restarted(String newBootEpoch) {
    this.bootEpoch = newBootEpoch;
    return this;
  }

  /** Its TEE. */
  public Tee tee() {
    return peer.tee();
  }

  /** Where it listens. */
  public URI url() {
    return URI.create(scheme + "://127.0.0.1:" + http.getAddress().getPort());
  }

  /** What the registry has of it. */
  public Member member() {
    return Members.member(tee().wallet(), tee().publicKey(), url().toString());
  }

  /** What a peer cache makes of that. */
  public Peer peer() {
    return Members.peer(tee().wallet(), tee().publicKey(), url().toString());
  }

  /** The inner bodies of the requests that were in order, as they came. */
  public List<ObjectNode> asked() {
    return List.copyOf(asked);
  }

  /** How often {@code GET /nonce} was asked. */
  public int noncesFetched() {
    return noncesFetched.get();
  }

  /** How many bytes of {@link Lie#HUGE} and {@link Lie#DRIP} went out. */
  public long bytesPoured() {
    return bytesPoured.get();
  }

  /** Stops listening, and breaks off whatever is under way. */
  @Override
  public void close() {
    closing.countDown();
    http.stop(0);
    threads.shutdownNow();
  }

  private void route(String path, HttpHandler handler) {
    http.createContext(
        path,
        exchange -> {
          try (exchange) {
            if (lie.filter(Lie::onEveryRoute).isPresent()) {
              misbehave(exchange);
            } else {
              handler.handle(exchange);
            }
          }
        });
  }

  private void nonce(HttpExchange exchange) throws IOException {
    noncesFetched.incrementAndGet();
    send(
        exchange,
        200,
        is(Lie.BROKEN_NONCE) ? HonestPeer.object().put("nonce", "a:b\nc") : peer.nonce());
  }

  private void status(HttpExchange exchange) throws IOException {
    send(exchange, 200, peer.status(bootEpoch));
  }

  private void sync(HttpExchange exchange) throws IOException {
    Headers headers = exchange.getRequestHeaders();
    try {
      if (is(Lie.REFUSAL)
          || is(Lie.STALE_NEXT_NONCE)
              && nextNonces.contains(headers.getFirst(CallerKind.PEER.nonceHeader()))) {
        throw new KmsException(KmsException.Kind.UNAUTHORIZED, "no");
      }
      Asked request = peer.receive(headers::getFirst, exchange.getRequestBody().readAllBytes());
      asked.add(request.body());
      answer(exchange, request);
    } catch (KmsException e) {
      ObjectNode error = HonestPeer.object().put("code", e.code()).put("message", e.getMessage());
      send(exchange, STATUS.get(e.kind()), error);
    }
  }

  private void answer(HttpExchange exchange, Asked request) throws IOException {
    byte[] body = body(request);
    String signature = signature(request);
    if (firstBody == null) {
      firstBody = body;
      firstSignature = signature;
    }
    Headers headers = exchange.getResponseHeaders();
    if (!is(Lie.UNSIGNED) && !is(Lie.HUGE_UNSIGNED)) {
      headers.set(CallerKind.PEER.responseHeader(), signature);
    }
    String next = peer.nextNonce(request);
    nextNonces.add(next);
    headers.set("X-KMS-Next-Nonce", next);
    if (is(Lie.HUGE) || is(Lie.HUGE_UNSIGNED)) {
      pour(exchange, HUGE_BYTES, 64 * 1024);
    } else if (is(Lie.DRIP)) {
      pour(exchange, Integer.MAX_VALUE, 1);
    } else {
      send(exchange, 200, body);
    }
  }

  private String signature(Asked request) {
    String message = ProofOfPossession.responseMessage(request.proof().signature(), tee().wallet());
    if (is(Lie.OTHERS_SIGNATURE)) {
      return stranger.tee().sign(message);
    }
    if (is(Lie.SIGNATURE_OF_SOMETHING_ELSE)) {
      return tee().sign(message + " ");
    }
    if (is(Lie.BROKEN_SIGNATURE)) {
      return "0x1234";
    }
    return is(Lie.OLD_ANSWER) ? firstSignature : peer.signature(request);
  }

  private byte[] body(Asked request) {
    if (is(Lie.OLD_ENVELOPE) || is(Lie.OLD_ANSWER)) {
      return firstBody;
    }
    if (is(Lie.GARBAGE)) {
      return "{\"sender_tee_pubkey\": secret words of the peer".getBytes(StandardCharsets.UTF_8);
    }
    if (is(Lie.DEEP_JSON)) {
      return ("{\"a\":" + "[".repeat(10_000)).getBytes(StandardCharsets.UTF_8);
    }
    return bytes(envelope(request, inner(request)));
  }

  private JsonNode inner(Asked request) {
    if (is(Lie.EMPTY_ANSWER)) {
      return HonestPeer.object();
    }
    if (is(Lie.ARRAY_ANSWER)) {
      return JsonNodeFactory.instance.arrayNode();
    }
    if (!request.type().equals("master_secret_request")) {
      return Optional.ofNullable(answers.get(request.type()))
          .orElseThrow(
              () -> new KmsException(KmsException.Kind.BAD_REQUEST, "an unknown type of request"))
          .apply(request.body());
    }
    ObjectNode truth = peer.secretFor(request);
    if (is(Lie.WRONG_SECRET)) {
      return peer.sealed(
          MasterSecret.of(tee().random(MasterSecret.BYTES)), request.ecdhPublicKey());
    }
    if (is(Lie.SEALED_FOR_ANOTHER)) {
      return peer.sealed(
          MasterSecret.of(tee().random(MasterSecret.BYTES)),
          new P384(CryptoProviders.available()).generate().publicKey());
    }
    return truth;
  }

  private JsonNode envelope(Asked request, JsonNode inner) {
    if (is(Lie.PLAINTEXT)) {
      return inner;
    }
    if (is(Lie.OTHERS_ENVELOPE)) {
      return stranger.envelope(request, inner);
    }
    if (is(Lie.FORGED_ENVELOPE)) {
      return stranger.envelope(request, inner).put("sender_tee_pubkey", tee().publicKey().hex());
    }
    ObjectNode envelope = peer.envelope(request, inner);
    if (is(Lie.FLIPPED_BIT)) {
      byte[] ciphertext = Hex.decode(envelope.path(request.field()).asText());
      ciphertext[ciphertext.length / 2] ^= 1;
      envelope.put(request.field(), Hex.encode(ciphertext));
    }
    return envelope;
  }

  private void misbehave(HttpExchange exchange) throws IOException {
    if (is(Lie.SILENCE)) {
      awaitClose(Integer.MAX_VALUE);
    } else if (is(Lie.REDIRECT)) {
      exchange.getResponseHeaders().set("location", "http://127.0.0.1:1/elsewhere");
      send(exchange, 307, new byte[0]);
    } else if (is(Lie.STACK_TRACE)) {
      send(
          exchange,
          500,
          "java.lang.IllegalStateException: secret words of the peer\n\tat io.evil.Peer.sync(1)"
              .getBytes(StandardCharsets.UTF_8));
    }
    // HANG_UP: closing an exchange that has no answer yet closes the connection.
  }

  private void pour(HttpExchange exchange, int total, int pieceBytes) throws IOException {
    byte[] piece = new byte[pieceBytes];
    Arrays.fill(piece, (byte) ' ');
    exchange.sendResponseHeaders(200, 0);
    OutputStream out = exchange.getResponseBody();
    for (int sent = 0; sent < total; sent += pieceBytes) {
      out.write(piece);
      out.flush();
      bytesPoured.addAndGet(pieceBytes);
      if (pieceBytes == 1 && awaitClose(DRIP_MILLIS)) {
        return;
      }
    }
  }

  private boolean awaitClose(int millis) {
    try {
      return closing.await(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  private boolean is(Lie what) {
    return lie.equals(Optional.of(what));
  }

  private static void send(HttpExchange exchange, int status, JsonNode body) throws IOException {
    send(exchange, status, bytes(body));
  }

  private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
    exchange.getResponseHeaders().set("content-type", "application/json");
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
  }

  private static byte[] bytes(JsonNode json) {
    return json.toString().getBytes(StandardCharsets.UTF_8);
  }
}
