package io.novakms.peer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.novakms.crypto.SyncMac;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Sends requests to peers. No method blocks the caller; every future completes within its time
 * limit, and cancelling it aborts the request. Safe for use by many threads.
 */
public interface PeerTransport {
  /**
   * Asks {@code GET /status}: unsigned, so a hint and no proof.
   *
   * @return fails with a {@link PeerException}, which carries the HTTP status where an answer came;
   *     UNTRUSTED where it says that it is another node
   */
  CompletableFuture<PeerStatus> status(Peer peer);

  /**
   * Sends {@code POST /sync}: proves possession of this node's wallet, seals {@code body} for the
   * peer's registered key, and returns the body that the peer's registered key sealed, from an
   * answer that the peer's registered wallet signed for this very request.
   *
   * @param body is sealed later, so it must not change any more
   * @param mac signs the envelope; absent only for {@code master_secret_request} (section 7)
   * @param deadline for everything, from now on
   * @return the opened answer, an object; fails with a {@link PeerException}, or with a {@link
   *     io.novakms.tee.TeeException} where this node's own TEE does not answer
   */
  CompletableFuture<JsonNode> sync(
      Peer peer, ObjectNode body, Optional<SyncMac> mac, Duration deadline);
}
