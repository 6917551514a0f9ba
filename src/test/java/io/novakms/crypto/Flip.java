package io.novakms.crypto;

import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Every way to change one bit. */
final class Flip {
  private Flip() {}

  /** {@code bytes} with each bit flipped in turn. */
  static Stream<byte[]> eachBitOf(byte[] bytes) {
    return IntStream.range(0, Byte.SIZE * bytes.length).mapToObj(bit -> flipped(bytes, bit));
  }

  private static byte[] flipped(byte[] bytes, int bit) {
    byte[] copy = bytes.clone();
    copy[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
    return copy;
  }
}
