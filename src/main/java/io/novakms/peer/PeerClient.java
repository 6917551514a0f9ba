package io.novakms.peer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.novakms.auth.Binding;
import io.novakms.config.KmsConfig;
import io.novakms.crypto.CanonicalJson;
import io.novakms.crypto.SyncMac;
import io.novakms.model.Scheduler;
import io.novakms.model.Ticker;
import io.novakms.peer.PeerException.Fault;
import io.novakms.peer.PeerProof.Signed;
import io.novakms.tee.Envelope;
import io.novakms.tee.Envelopes;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * The {@link PeerTransport} of a node: signed, sealed HTTP (protocol, sections 4, 5 and 7). Does
 * not interpret bodies, and never sees a secret. Safe for use by many threads.
 */
public final class PeerClient implements PeerTransport {
  /**
   * The name under {@code node.protocol} of nodes that bind the answers of {@code /sync}. Towards
   * them a request has {@code bound}, and no answer counts that has not.
   */
  public static final String BOUND_ANSWER = BindingPeers.EXTENSION;

  private static final int MAX_STATUS_BYTES = 256 * 1024;
  private static final int MAX_NONCE_BYTES = 4 * 1024;
  private static final int MAX_ERROR_BYTES = 64 * 1024;
  private static final int FORBIDDEN = 403;

  // What every JVM can allocate.
  private static final int LONGEST_ARRAY = Integer.MAX_VALUE - 8;

  private final PeerHttp http;
  private final Envelopes envelopes;
  private final PeerProof proof;
  private final NextNonces nonces;
  private final Limits limits;
  private final Scheduler scheduler;
  private final Ticker ticker;
  private final PeerClocks clocks;
  private final BindingPeers binding = new BindingPeers();
  private final PeerAnswers answers;

  /**
   * The limits on a peer.
   *
   * @param requestTime {@code PEER_REQUEST_TIMEOUT_SECONDS}: of one HTTP request, body included
   * @param maxAnswerBytes {@code MAX_SYNC_PAYLOAD_BYTES}: of the body of an answer of {@code /sync}
   * @param nonceLife how long a nonce that came with an answer is kept
   */
  public record Limits(Duration requestTime, int maxAnswerBytes, Duration nonceLife) {
    /**
     * The limits that the settings give. A nonce is kept for three quarters of the time that it
     * would be valid here; another node's setting may differ, and a refused nonce is replaced.
     */
    public static Limits of(KmsConfig.Peers peers, KmsConfig.Sync sync, KmsConfig.Auth auth) {
      return new Limits(
          peers.requestTimeout(),
          (int) Math.min(sync.maxPayloadBytes(), LONGEST_ARRAY),
          auth.popTimeout().multipliedBy(3).dividedBy(4));
    }
  }

  /** A request that is ready to be sent, and the proof in it that its answer has to refer to. */
  private record Prepared(PeerHttp.Request request, Signed signed, boolean binds) {}

  /**
   * A client of every peer.
   *
   * @param http carries requests
   * @param proof signs them, and verifies the answers' signatures
   * @param envelopes seals requests and opens answers
   * @param limits the limits on a peer
   * @param scheduler signs, seals and opens, and counts the time
   * @param ticker measures the age of kept nonces
   * @param clocks is told the peers' times
   */
  public PeerClient(
      PeerHttp http,
      PeerProof proof,
      Envelopes envelopes,
      Limits limits,
      Scheduler scheduler,
      Ticker ticker,
      PeerClocks clocks) {
    this.http = http;
    this.proof = proof;
    this.envelopes = envelopes;
    this.limits = limits;
    this.scheduler = scheduler;
    this.ticker = ticker;
    this.clocks = clocks;
    this.answers = new PeerAnswers(envelopes, binding);
    this.nonces = new NextNonces(limits.nonceLife(), ticker);
  }

  @Override
  public CompletableFuture<PeerStatus> status(Peer peer) {
    long asked = ticker.nanos();
    AsyncDeadline<PeerStatus> steps = new AsyncDeadline<>(scheduler);
    PeerHttp.Request request = PeerHttp.Request.get(url(peer, "/status"));
    return steps.result(
        steps
            .step(() -> http.send(request, limits.requestTime(), head -> MAX_STATUS_BYTES))
            .thenApply(answer -> status(peer, answer, asked)));
  }

  /**
   * As in {@link PeerTransport}. Uses the nonce that came with the peer's last answer where there
   * is one, and asks for another where that one is refused.
   */
  @Override
  public CompletableFuture<JsonNode> sync(
      Peer peer, ObjectNode body, Optional<SyncMac> mac, Duration deadline) {
    return new Exchange(peer, body, mac).run(deadline);
  }

  private PeerStatus status(Peer peer, PeerHttp.Answer answer, long asked) {
    try {
      PeerStatus status = PeerStatus.of(PeerJson.object(answer.okBody()));
      if (status.wallet().filter(wallet -> !wallet.equals(peer.wallet())).isPresent()) {
        throw new PeerException(Fault.UNTRUSTED, "another node answers at its URL");
      }
      binding.said(peer, status.protocol());
      clocks.note(peer.wallet(), answer.head().header("date"), asked);
      return status;
    } catch (IllegalArgumentException e) {
      throw new PeerException(Fault.GARBLED, "its answer is not a status")
          .withStatus(answer.status());
    } catch (PeerException e) {
      throw e.withStatus(answer.status());
    }
  }

  private static URI url(Peer peer, String path) {
    return URI.create(peer.url() + path);
  }

  /** One {@code POST /sync}, from the nonce to the opened answer. */
  private final class Exchange {
    private final Peer peer;
    private final ObjectNode body;
    private final Optional<SyncMac> mac;
    private final AsyncDeadline<JsonNode> steps = new AsyncDeadline<>(scheduler);

    Exchange(Peer peer, ObjectNode body, Optional<SyncMac> mac) {
      this.peer = peer;
      this.body = body;
      this.mac = mac;
    }

    CompletableFuture<JsonNode> run(Duration deadline) {
      CompletableFuture<JsonNode> answer =
          nonces
              .take(peer.wallet())
              .map(kept -> post(kept).exceptionallyCompose(this::afterKeptNonce))
              .orElseGet(this::withFreshNonce);
      return steps.result(
          answer,
          deadline,
          () -> new PeerException(Fault.TIMED_OUT, "it gave no answer before the deadline"));
    }

    /**
     * The peer may have forgotten a kept nonce; a 403 for another reason comes again at the retry.
     */
    private CompletableFuture<JsonNode> afterKeptNonce(Throwable failure) {
      boolean refused =
          Failures.cause(failure) instanceof PeerException e
              && e.fault() == Fault.REFUSED
              && e.status().getAsInt() == FORBIDDEN;
      return refused ? withFreshNonce() : CompletableFuture.failedFuture(failure);
    }

    private CompletableFuture<JsonNode> withFreshNonce() {
      PeerHttp.Request request = PeerHttp.Request.get(url(peer, "/nonce"));
      return steps
          .step(() -> http.send(request, limits.requestTime(), head -> MAX_NONCE_BYTES))
          .thenApply(PeerClient::nonce)
          .thenCompose(this::post);
    }

    private CompletableFuture<JsonNode> post(String nonce) {
      return steps
          .step(() -> CompletableFuture.supplyAsync(() -> prepare(nonce), scheduler))
          .thenCompose(this::send);
    }

    private Prepared prepare(String nonce) {
      Signed signed = proof.sign(peer.wallet(), nonce);
      boolean binds = binding.bind(peer);
      ObjectNode sent = binds ? bound(signed) : body;
      ObjectNode envelope = envelopes.seal(peer.publicKey(), sent, Envelope.FIELD);
      Map<String, String> headers = new HashMap<>(signed.headers());
      headers.put("accept", "application/json");
      headers.put("content-type", "application/json");
      mac.ifPresent(key -> headers.put("x-sync-signature", key.sign(envelope)));
      Optional<byte[]> bytes = Optional.of(CanonicalJson.encode(envelope));
      return new Prepared(new PeerHttp.Request(url(peer, "/sync"), headers, bytes), signed, binds);
    }

    /** The body, with what it belongs to. */
    private ObjectNode bound(Signed signed) {
      ObjectNode bound = JsonNodeFactory.instance.objectNode();
      bound.setAll(body);
      bound.set(Binding.FIELD, signed.binding().ofPeerRequest(signed.at().toEpochMilli()));
      return bound;
    }

    private CompletableFuture<JsonNode> send(Prepared prepared) {
      return steps
          .step(
              () ->
                  http.send(
                      prepared.request(),
                      limits.requestTime(),
                      head -> bytesToRead(head, prepared.signed())))
          .thenApplyAsync(
              answer -> answers.read(peer, answer, prepared.signed(), prepared.binds()), scheduler);
    }

    /**
     * Judges an answer by its head, before a byte of its body is kept: an answer that the peer did
     * not sign takes no memory of this node.
     */
    private int bytesToRead(PeerHttp.Head head, Signed request) {
      boolean isProven = proof.isAnswered(request, head);
      if (isProven) {
        head.header("x-kms-next-nonce").ifPresent(nonce -> nonces.keep(peer.wallet(), nonce));
      }
      if (head.status() != PeerHttp.Head.OK) {
        return MAX_ERROR_BYTES;
      }
      if (!isProven) {
        throw new PeerException(
            Fault.UNTRUSTED, "its answer is not signed by its registered wallet for this request");
      }
      return limits.maxAnswerBytes();
    }
  }

  private static String nonce(PeerHttp.Answer answer) {
    String nonce = PeerJson.object(answer.okBody()).path("nonce").asText();
    if (!NextNonces.isNonce(nonce)) {
      throw new PeerException(Fault.GARBLED, "its nonce is not Base64 of 16 bytes");
    }
    return nonce;
  }
}
