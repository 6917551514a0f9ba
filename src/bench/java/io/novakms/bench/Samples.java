package io.novakms.bench;

import io.novakms.crypto.CryptoProviders;
import io.novakms.model.Wallet;
import java.util.Random;
import java.util.SplittableRandom;

/** What the benchmarks work on: alike in every run. */
final class Samples {
  /** The plaintext of a stored value. */
  static final int VALUE_BYTES = 100;

  /** A moment in the past. */
  static final long PAST_MS = 1_700_000_000_000L;

  private Samples() {}

  /** The libraries that the parameter of a benchmark names. */
  static CryptoProviders providers(String name) {
    return name.equals("native") ? CryptoProviders.available() : CryptoProviders.portable();
  }

  /** Bytes that can't be compressed, and are the same for the same seed. */
  static byte[] bytes(int length, long seed) {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  /** A key of 20 bytes. */
  static String key(int number) {
    return String.format("orders/%08d/item", number);
  }

  static String[] keys(int count) {
    String[] keys = new String[count];
    for (int i = 0; i < count; i++) {
      keys[i] = key(i);
    }
    return keys;
  }

  /** Indexes below {@code bound} in no order, to be gone through again and again. */
  static int[] indexes(int count, int bound) {
    return new SplittableRandom(4711).ints(count, 0, bound).toArray();
  }

  static Wallet wallet(int number) {
    return new Wallet(String.format("0x%040x", number));
  }
}
