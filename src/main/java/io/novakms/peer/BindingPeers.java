package io.novakms.peer;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.novakms.model.TeePublicKey;
import java.util.List;

/**
 * Which peers bind their answers to requests (replication.md, {@value #EXTENSION}). A peer's {@code
 * /status} says so, which is not signed; once a peer has given a bound answer, no status takes that
 * back while it has the same key, so that the end of its TLS connection can't turn it off. Safe for
 * use by many threads.
 */
final class BindingPeers {
  /** The name of the extension under {@code node.protocol}. */
  static final String EXTENSION = "bound_answer";

  private static final int MAX_PEERS = 10_000;

  // Whether the peer with this key has given a bound answer.
  private final Cache<TeePublicKey, Boolean> peers =
      Caffeine.newBuilder().maximumSize(MAX_PEERS).executor(Runnable::run).build();

  /** The peer's status names the extensions {@code protocol}. */
  void said(Peer peer, List<String> protocol) {
    if (protocol.contains(EXTENSION)) {
      peers.asMap().putIfAbsent(peer.publicKey(), false);
    } else {
      peers.asMap().remove(peer.publicKey(), false);
    }
  }

  /** The peer has given a bound answer. */
  void proved(Peer peer) {
    peers.put(peer.publicKey(), true);
  }

  /** Whether an answer of the peer counts only where it is bound to the request. */
  boolean bind(Peer peer) {
    return peers.getIfPresent(peer.publicKey()) != null;
  }
}
