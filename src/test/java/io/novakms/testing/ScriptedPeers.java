package io.novakms.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.novakms.crypto.SyncMac;
import io.novakms.peer.Peer;
import io.novakms.peer.PeerStatus;
import io.novakms.peer.PeerTransport;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * Peers that say what a test says.
 *
 * @param statuses what each answers when it is asked for its status
 * @param answers what each answers to a request of {@code /sync}
 */
public record ScriptedPeers(Function<Peer, CompletableFuture<PeerStatus>> statuses, Answers answers)
    implements PeerTransport {
  /** What a peer answers. */
  @FunctionalInterface
  public interface Answers {
    CompletableFuture<JsonNode> answer(
        Peer peer, ObjectNode body, Optional<SyncMac> mac, Duration deadline);
  }

  /** Peers that tell their status, and answer nothing else. */
  public static ScriptedPeers telling(Function<Peer, CompletableFuture<PeerStatus>> statuses) {
    return new ScriptedPeers(statuses, (peer, body, mac, deadline) -> new CompletableFuture<>());
  }

  /** Peers that answer, and don't tell their status. */
  public static ScriptedPeers answering(Answers answers) {
    return new ScriptedPeers(peer -> new CompletableFuture<>(), answers);
  }

  @Override
  public CompletableFuture<PeerStatus> status(Peer peer) {
    return statuses.apply(peer);
  }

  @Override
  public CompletableFuture<JsonNode> sync(
      Peer peer, ObjectNode body, Optional<SyncMac> mac, Duration deadline) {
    return answers.answer(peer, body, mac, deadline);
  }
}
