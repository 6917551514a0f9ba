package io.novakms.auth;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * 16 random bytes that make one request unlike any other (protocol, section 5). A text stands for a
 * nonce in one way only: standard Base64, padded, 24 characters.
 *
 * @param high the first eight bytes, big-endian
 * @param low the last eight
 */
record Nonce(long high, long low) {
  private static final int BYTES = 16;
  private static final int CHARACTERS = 24;

  static Nonce random(RandomGenerator random) {
    return new Nonce(random.nextLong(), random.nextLong());
  }

  /** The nonce that {@code text} stands for; empty where it is none. */
  static Optional<Nonce> parse(String text) {
    if (text.length() != CHARACTERS) {
      return Optional.empty();
    }
    try {
      byte[] bytes = Base64.getDecoder().decode(text);
      if (bytes.length != BYTES) {
        return Optional.empty();
      }
      ByteBuffer buffer = ByteBuffer.wrap(bytes);
      Nonce nonce = new Nonce(buffer.getLong(), buffer.getLong());
      // The decoder ignores the four bits that the last digit has too many.
      return Optional.of(nonce).filter(n -> n.toString().equals(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** Base64, as it is sent. */
  @Override
  public String toString() {
    byte[] bytes = ByteBuffer.allocate(BYTES).putLong(high).putLong(low).array();
    return Base64.getEncoder().encodeToString(bytes);
  }
}
