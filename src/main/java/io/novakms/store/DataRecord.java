package io.novakms.store;

import io.novakms.model.Wallet;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Objects;

/**
 * One key of one app at one moment, as nodes exchange it (protocol, section 7): immutable, and
 * never invalid. The bytes are copied in and out.
 */
public final class DataRecord {
  /**
   * The longest key that an app may write, in bytes of its UTF-8 form. Even with every byte
   * percent-encoded it fits into the request line that common servers accept (8 KiB).
   */
  public static final int MAX_KEY_BYTES = 2048;

  private static final byte[] NO_BYTES = {};

  /**
   * Which of two contents wins where the clocks don't decide: the later one, then the one with the
   * larger ciphertext bytes, unsigned, where a tombstone's are empty (protocol, section 8). A
   * deletion against an empty value, and a longer validity, decide the remaining cases, so that
   * records of the same rank have the same content.
   */
  static final Comparator<DataRecord> BY_CONTENT =
      Comparator.comparingLong(DataRecord::updatedAtMs)
          .thenComparing(DataRecord::bytesOrNone, Arrays::compareUnsigned)
          .thenComparing(DataRecord::isTombstone)
          .thenComparingLong(DataRecord::ttlMs);

  private final String key;
  private final byte[] ciphertext;
  private final VectorClock version;
  private final long updatedAtMs;
  private final long ttlMs;

  /**
   * Checks everything, and copies the bytes.
   *
   * @param key well-formed text of any length; see {@link KeyText} for what an app may write
   * @param ciphertext the stored value {@code nonce‖ciphertext‖tag}; null for a tombstone
   * @param version what the record has seen
   * @param updatedAtMs when it was written, in Unix milliseconds, 0 or more
   * @param ttlMs how long it is valid after that, in milliseconds, 0 or more; 0 means for ever
   * @throws IllegalArgumentException where one is out of range; the message names it, and doesn't
   *     repeat it
   */
  public DataRecord(
      String key, byte[] ciphertext, VectorClock version, long updatedAtMs, long ttlMs) {
    KeyText.requireStorable(key);
    if (updatedAtMs < 0) {
      throw new IllegalArgumentException("updated_at_ms is 0 or more");
    }
    if (ttlMs < 0) {
      throw new IllegalArgumentException("ttl_ms is 0 or more");
    }
    this.key = key;
    this.ciphertext = ciphertext == null ? null : ciphertext.clone();
    this.version = Objects.requireNonNull(version, "version");
    this.updatedAtMs = updatedAtMs;
    this.ttlMs = ttlMs;
  }

  /** {@code content}, which was checked when it was made, under an equal key and any clock. */
  private DataRecord(DataRecord content, String equalKey, VectorClock clock) {
    this.key = equalKey;
    this.ciphertext = content.ciphertext;
    this.version = clock;
    this.updatedAtMs = content.updatedAtMs;
    this.ttlMs = content.ttlMs;
  }

  /** A tombstone of {@code key}. */
  public static DataRecord tombstone(String key, VectorClock version, long updatedAtMs) {
    return new DataRecord(key, null, version, updatedAtMs, 0);
  }

  /** The key. */
  public String key() {
    return key;
  }

  /** What the record has seen. */
  public VectorClock version() {
    return version;
  }

  /** When it was written, in Unix milliseconds. */
  public long updatedAtMs() {
    return updatedAtMs;
  }

  /** How long it is valid after that, in milliseconds; 0 means for ever. */
  public long ttlMs() {
    return ttlMs;
  }

  /** A copy of the stored value; null for a tombstone. */
  public byte[] ciphertext() {
    return ciphertext == null ? null : ciphertext.clone();
  }

  /** Whether this is a deletion. */
  public boolean isTombstone() {
    return ciphertext == null;
  }

  /**
   * The last moment at which the value is valid, in Unix milliseconds; {@link Long#MAX_VALUE} where
   * it has no end, or one past that.
   */
  public long expiresAtMs() {
    return ttlMs == 0 ? Long.MAX_VALUE : saturatedSum(updatedAtMs, ttlMs);
  }

  /** Whether there is a value that is still valid at {@code nowMs}. */
  public boolean isLive(long nowMs) {
    return !isTombstone() && nowMs <= expiresAtMs();
  }

  /** Whether there is a value that is not valid any more at {@code nowMs}. */
  public boolean isExpired(long nowMs) {
    return !isTombstone() && !isLive(nowMs);
  }

  /** The length of the stored value in bytes; 0 for a tombstone. */
  public int ciphertextBytes() {
    return bytesOrNone().length;
  }

  /** What the record takes in memory, and counts against quotas: see {@link RecordCost}. */
  public int chargedBytes() {
    return RecordCost.of(this);
  }

  /** All of the record but its key, in one form only. */
  byte[] contentBytes() {
    byte[] bytes = bytesOrNone();
    ByteBuffer text =
        ByteBuffer.allocate(
            1 + 3 * Long.BYTES + version.size() * (Wallet.BYTES + Long.BYTES) + bytes.length);
    text.put((byte) (isTombstone() ? 1 : 0)).putLong(updatedAtMs).putLong(ttlMs);
    version.writeTo(text);
    text.put(bytes);
    return Arrays.copyOf(text.array(), text.position());
  }

  /** Whether both have the same content, whatever their clocks. */
  boolean hasContentOf(DataRecord other) {
    return BY_CONTENT.compare(this, other) == 0;
  }

  /** This content under {@code clock}. */
  DataRecord withVersion(VectorClock clock) {
    return sharing(key, clock);
  }

  /** An equal record that holds these instances of key and clock, so that memory is shared. */
  DataRecord sharing(String sameKey, VectorClock clock) {
    return sameKey == key && clock == version ? this : new DataRecord(this, sameKey, clock);
  }

  static long saturatedSum(long a, long b) {
    long sum = a + b;
    return sum < 0 ? Long.MAX_VALUE : sum;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof DataRecord record
        && key.equals(record.key)
        && version.equals(record.version)
        && hasContentOf(record);
  }

  @Override
  public int hashCode() {
    return Objects.hash(key, Arrays.hashCode(ciphertext), version, updatedAtMs, ttlMs);
  }

  /** What the record is, without the key and the value, which belong to the app. */
  @Override
  public String toString() {
    return (isTombstone() ? "tombstone" : "value of " + ciphertextBytes() + " bytes")
        + (" at " + updatedAtMs + " for " + ttlMs + " ms, version " + version);
  }

  private byte[] bytesOrNone() {
    return ciphertext == null ? NO_BYTES : ciphertext;
  }
}
