package io.novakms.peer;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.novakms.model.Ticker;
import io.novakms.model.Wallet;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The nonces that peers sent with their last authenticated answer ({@code X-KMS-Next-Nonce},
 * protocol section 5). One per peer is kept, for a limited time, and used once.
 */
final class NextNonces {
  private static final int MAX_PEERS = 10_000;

  // What is signed is nonce, recipient and time with colons between, so a nonce has none.
  private static final Pattern NONCE = Pattern.compile("[A-Za-z0-9+/_-]{16,128}={0,2}");

  private final Cache<Wallet, String> nonces;

  /** An empty store that keeps each nonce for {@code lifetime}. */
  NextNonces(Duration lifetime, Ticker ticker) {
    this.nonces =
        Caffeine.newBuilder()
            .maximumSize(MAX_PEERS)
            .expireAfterWrite(lifetime)
            .ticker(ticker::nanos)
            .executor(Runnable::run)
            .build();
  }

  /** Whether {@code text} may be signed as a nonce: short, and of Base64's alphabet. */
  static boolean isNonce(String text) {
    return NONCE.matcher(text).matches();
  }

  /** Keeps {@code nonce}, where it is one, for the next request to the peer. */
  void keep(Wallet peer, String nonce) {
    if (isNonce(nonce)) {
      nonces.put(peer, nonce);
    }
  }

  /** The nonce that is kept for the peer, for one use. */
  Optional<String> take(Wallet peer) {
    return Optional.ofNullable(nonces.asMap().remove(peer));
  }
}
