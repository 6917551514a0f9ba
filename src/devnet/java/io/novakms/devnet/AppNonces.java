package io.novakms.devnet;

import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;

/**
 * The nonces that a node gave along with its answers, the latest first, since they end by time. As
 * many as requests are under way at once will do. Safe for use by many threads.
 */
final class AppNonces {
  private static final int KEPT = 64;

  private final ConcurrentLinkedDeque<String> nonces = new ConcurrentLinkedDeque<>();

  /** Takes one out, which no other caller gets then. */
  Optional<String> take() {
    return Optional.ofNullable(nonces.pollFirst());
  }

  /** Keeps one for the next request. */
  void keep(String nonce) {
    nonces.addFirst(nonce);
    if (nonces.size() > KEPT) {
      nonces.pollLast();
    }
  }
}
