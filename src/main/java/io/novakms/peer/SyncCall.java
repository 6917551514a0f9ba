package io.novakms.peer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.novakms.crypto.CanonicalJson;
import io.novakms.crypto.SyncMac;
import io.novakms.model.KmsException;
import io.novakms.peer.PeerException.Fault;
import io.novakms.peer.PeerProof.Signed;
import io.novakms.tee.Envelope;
import io.novakms.tee.Envelopes;
import io.novakms.tee.TeeException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.ResponseInfo;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** One {@code POST /sync}, from the nonce to the opened answer (protocol, sections 4, 5 and 7). */
final class SyncCall {
  private static final int MAX_NONCE_BYTES = 4 * 1024;
  private static final int MAX_ERROR_BYTES = 64 * 1024;
  private static final int FORBIDDEN = 403;

  private final Tools tools;
  private final Peer peer;
  private final ObjectNode body;
  private final Optional<SyncMac> mac;
  private final AsyncDeadline<JsonNode> steps;

  /** What every call needs. */
  record Tools(
      PeerHttp http,
      Envelopes envelopes,
      PeerProof proof,
      NextNonces nonces,
      PeerClient.Limits limits) {}

  /** A request that is ready to be sent, and what its answer has to refer to. */
  private record Prepared(HttpRequest request, Signed signed) {}

  SyncCall(Tools tools, Peer peer, ObjectNode body, Optional<SyncMac> mac) {
    this.tools = tools;
    this.peer = peer;
    this.body = body;
    this.mac = mac;
    this.steps = new AsyncDeadline<>(tools.http().executor());
  }

  /** Starts the call; see {@link PeerClient#sync}. */
  CompletableFuture<JsonNode> run(Duration deadline) {
    CompletableFuture<JsonNode> answer =
        tools
            .nonces()
            .take(peer.wallet())
            .map(kept -> post(kept).exceptionallyCompose(this::afterKeptNonce))
            .orElseGet(this::withFreshNonce);
    return steps.result(
        answer,
        deadline,
        () -> new PeerException(Fault.TIMED_OUT, "it gave no answer before the deadline"));
  }

  /** A kept nonce may have been forgotten by the peer; what else a 403 means, the retry shows. */
  private CompletableFuture<JsonNode> afterKeptNonce(Throwable failure) {
    boolean refused =
        Failures.cause(failure) instanceof PeerException e
            && e.fault() == Fault.REFUSED
            && e.status().getAsInt() == FORBIDDEN;
    return refused ? withFreshNonce() : CompletableFuture.failedFuture(failure);
  }

  private CompletableFuture<JsonNode> withFreshNonce() {
    HttpRequest request = PeerHttp.request(url("/nonce")).GET().build();
    return steps
        .step(
            () -> tools.http().send(request, tools.limits().requestTime(), info -> MAX_NONCE_BYTES))
        .thenApply(SyncCall::nonce)
        .thenCompose(this::post);
  }

  private static String nonce(PeerHttp.Answer answer) {
    String nonce = PeerJson.object(answer.okBody()).path("nonce").asText();
    if (!NextNonces.isNonce(nonce)) {
      throw new PeerException(Fault.GARBLED, "its nonce is not Base64 of 16 bytes");
    }
    return nonce;
  }

  private CompletableFuture<JsonNode> post(String nonce) {
    return steps
        .step(() -> CompletableFuture.supplyAsync(() -> prepare(nonce), tools.http().executor()))
        .thenCompose(this::send);
  }

  private Prepared prepare(String nonce) {
    ObjectNode envelope = tools.envelopes().seal(peer.publicKey(), body, Envelope.FIELD);
    Signed signed = tools.proof().sign(peer.wallet(), nonce);
    HttpRequest.Builder request =
        PeerHttp.request(url("/sync"))
            .setHeader("content-type", "application/json")
            .POST(BodyPublishers.ofByteArray(CanonicalJson.encode(envelope)));
    signed.addTo(request);
    mac.ifPresent(key -> request.setHeader("x-sync-signature", key.sign(envelope)));
    return new Prepared(request.build(), signed);
  }

  private CompletableFuture<JsonNode> send(Prepared prepared) {
    return steps
        .step(
            () ->
                tools
                    .http()
                    .send(
                        prepared.request(),
                        tools.limits().requestTime(),
                        head -> admit(head, prepared.signed())))
        .thenApplyAsync(this::open, tools.http().executor());
  }

  /**
   * Judges an answer by its head, before a byte of its body is kept: whoever can't sign gets no
   * memory of this node's.
   */
  private int admit(ResponseInfo head, Signed request) {
    boolean isProven = tools.proof().isAnswered(request, head.headers());
    if (isProven) {
      head.headers()
          .firstValue("x-kms-next-nonce")
          .ifPresent(nonce -> tools.nonces().keep(peer.wallet(), nonce));
    }
    if (head.statusCode() != PeerHttp.OK) {
      return MAX_ERROR_BYTES;
    }
    if (!isProven) {
      throw new PeerException(
          Fault.UNTRUSTED, "its answer is not signed by its registered wallet for this request");
    }
    return tools.limits().maxAnswerBytes();
  }

  private JsonNode open(PeerHttp.Answer answer) {
    JsonNode envelope = PeerJson.object(answer.okBody());
    JsonNode opened;
    try {
      opened = tools.envelopes().open(peer.publicKey(), envelope).body();
    } catch (TeeException e) {
      throw e;
    } catch (KmsException e) {
      throw new PeerException(
          Fault.UNTRUSTED,
          "its answer is not a fresh envelope from its registered key to this node",
          e);
    }
    if (!opened.isObject()) {
      throw new PeerException(Fault.GARBLED, "its answer is not a JSON object");
    }
    return opened;
  }

  private URI url(String path) {
    return URI.create(peer.url() + path);
  }
}
