package io.novakms.sync;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.novakms.crypto.SyncMac;
import io.novakms.peer.Peer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** Sends a request to a peer: {@code PeerClient.sync}, or a network of a test. */
@FunctionalInterface
public interface PeerCall {
  /**
   * Sends {@code body}, and completes with the peer's authenticated inner answer. Does not block.
   *
   * @param mac signs the request's envelope
   * @param time how long all of it may take
   * @return fails with a {@link io.novakms.peer.PeerException} where the peer is at fault;
   *     cancelling it gives the request up
   */
  CompletableFuture<JsonNode> send(Peer peer, ObjectNode body, SyncMac mac, Duration time);
}
