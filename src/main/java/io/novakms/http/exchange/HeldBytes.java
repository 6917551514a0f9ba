package io.novakms.http.exchange;

import io.novakms.model.KmsException;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Bytes that are collected within a reservation: none is held that was not reserved first. Not
 * thread-safe.
 */
final class HeldBytes {
  private static final int FIRST = 2048;

  private final ExchangeMemory.Reservation memory;
  private final long limit;
  private byte[] bytes = new byte[0];
  private int length;
  private boolean complete = true;

  /**
   * No bytes yet.
   *
   * @param memory charged for them
   * @param limit how many there may be
   */
  HeldBytes(ExchangeMemory.Reservation memory, long limit) {
    this.memory = memory;
    this.limit = limit;
  }

  /**
   * Appends bytes, as far as there is room for them; from the first that finds none on, no more are
   * kept.
   */
  void append(byte[] from, int offset, int count) {
    int kept = (int) Math.min(count, limit - length);
    if (complete && reserve(length + kept)) {
      System.arraycopy(from, offset, bytes, length, kept);
      length += kept;
    }
  }

  /** What the client is told where a byte found no room. */
  KmsException refusal() {
    return memory.refusal();
  }

  /** Whether no byte failed to find room; those over the limit don't count. */
  boolean isComplete() {
    return complete;
  }

  /** How many there are. */
  int length() {
    return length;
  }

  /** Drops all of them, and keeps their memory for others. */
  void clear() {
    length = 0;
    complete = true;
  }

  /** The bytes; what lies behind {@link #length} means nothing. */
  byte[] array() {
    return bytes;
  }

  /** Reads them. */
  InputStream stream() {
    return new ByteArrayInputStream(bytes, 0, length);
  }

  private boolean reserve(int needed) {
    if (needed <= bytes.length) {
      return true;
    }
    int size =
        (int)
            Math.min(Math.max(limit, needed), Math.max(FIRST, Math.max(needed, 2L * bytes.length)));
    complete = memory.add(size - bytes.length);
    if (complete) {
      bytes = Arrays.copyOf(bytes, size);
    }
    return complete;
  }
}
