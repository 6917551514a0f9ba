package io.novakms.peer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.novakms.config.KmsConfig;
import io.novakms.crypto.Eip191;
import io.novakms.crypto.SyncMac;
import io.novakms.model.Ticker;
import io.novakms.peer.PeerException.Fault;
import io.novakms.tee.Envelopes;
import io.novakms.tee.Tee;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Asks one peer something over HTTP. Nothing here blocks the caller; every future ends by itself
 * within its time, and cancelling it closes the connection. Knows nothing of what is said, and
 * never sees a secret. Safe for use by many threads.
 */
public final class PeerClient {
  private static final int MAX_STATUS_BYTES = 256 * 1024;

  // What every JVM can allocate.
  private static final int LONGEST_ARRAY = Integer.MAX_VALUE - 8;

  private final PeerHttp http;
  private final Limits limits;
  private final SyncCall.Tools tools;

  /**
   * What is allowed to a peer.
   *
   * @param requestTime {@code PEER_REQUEST_TIMEOUT_SECONDS}: of one HTTP request, body included
   * @param maxAnswerBytes {@code MAX_SYNC_PAYLOAD_BYTES}: of the body of an answer of {@code /sync}
   * @param nonceLife how long a nonce that came along with an answer is kept
   */
  public record Limits(Duration requestTime, int maxAnswerBytes, Duration nonceLife) {
    /**
     * The limits that the settings give. A nonce is kept for three quarters of the time that it
     * would be valid here; another node's setting may differ, and its refusal is not the end.
     */
    public static Limits of(KmsConfig.Peers peers, KmsConfig.Sync sync, KmsConfig.Auth auth) {
      return new Limits(
          peers.requestTimeout(),
          (int) Math.min(sync.maxPayloadBytes(), LONGEST_ARRAY),
          auth.popTimeout().multipliedBy(3).dividedBy(4));
    }
  }

  /**
   * A client of every peer.
   *
   * @param tee signs requests
   * @param envelopes seals requests and opens answers
   * @param signatures verifies the answers'
   * @param http carries them
   * @param limits what a peer is allowed
   * @param clock stamps requests
   * @param ticker measures the age of kept nonces
   */
  public PeerClient(
      Tee tee,
      Envelopes envelopes,
      Eip191 signatures,
      PeerHttp http,
      Limits limits,
      Clock clock,
      Ticker ticker) {
    this.http = http;
    this.limits = limits;
    this.tools =
        new SyncCall.Tools(
            http,
            envelopes,
            new PeerProof(tee, signatures, clock),
            new NextNonces(limits.nonceLife(), ticker),
            limits);
  }

  /**
   * Asks {@code GET /status}: unsigned, so a hint and no proof.
   *
   * @return fails with a {@link PeerException}, which carries the HTTP status where an answer came;
   *     UNTRUSTED where it says that it is another node
   */
  public CompletableFuture<PeerStatus> status(Peer peer) {
    AsyncDeadline<PeerStatus> steps = new AsyncDeadline<>(http.executor());
    HttpRequest request = PeerHttp.request(URI.create(peer.url() + "/status")).GET().build();
    return steps.result(
        steps
            .step(() -> http.send(request, limits.requestTime(), info -> MAX_STATUS_BYTES))
            .thenApply(answer -> status(peer, answer)));
  }

  /**
   * Sends {@code POST /sync}: proves who calls, seals {@code body} for the peer's registered key,
   * and gives back what the peer's registered key sealed in an answer that the peer's registered
   * wallet signed for this very request. Uses the nonce that came with the peer's last answer where
   * there is one, and asks for another where that one is refused.
   *
   * @param body is sealed later, so it must not change any more
   * @param mac signs the envelope; absent only for {@code master_secret_request} (section 7)
   * @param deadline for everything, from now on
   * @return the opened answer, an object; fails with a {@link PeerException}, or with a {@link
   *     io.novakms.tee.TeeException} where this node's own TEE does not answer
   */
  public CompletableFuture<JsonNode> sync(
      Peer peer, ObjectNode body, Optional<SyncMac> mac, Duration deadline) {
    return new SyncCall(tools, peer, body, mac).run(deadline);
  }

  private static PeerStatus status(Peer peer, PeerHttp.Answer answer) {
    try {
      PeerStatus status = PeerStatus.of(PeerJson.object(answer.okBody()));
      if (status.wallet().filter(wallet -> !wallet.equals(peer.wallet())).isPresent()) {
        throw new PeerException(Fault.UNTRUSTED, "another node answers at its URL");
      }
      return status;
    } catch (IllegalArgumentException e) {
      throw new PeerException(Fault.GARBLED, "its answer is not a status").withStatus(PeerHttp.OK);
    } catch (PeerException e) {
      throw e.withStatus(answer.status());
    }
  }
}
