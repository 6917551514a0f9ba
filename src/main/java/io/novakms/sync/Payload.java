package io.novakms.sync;

import io.novakms.store.BatchLimit;
import io.novakms.store.DataRecord;

/**
 * The lengths of {@code /sync} bodies. Nodes of other kinds have the same limit, so what is sent
 * stays below it: a stored value doubles as hex in its record, and the body doubles again as hex in
 * its envelope.
 */
public final class Payload {
  /**
   * How long the inner body of an ordinary batch becomes at most, whatever the limit of a payload
   * allows: several of them are in memory at once, each in several forms, and larger ones are no
   * faster.
   */
  static final long BATCH_BYTES = 1 << 20;

  private static final long MAX_TEE_BODY_BYTES = 10 << 20;

  /** Everything in an envelope but the ciphertext of the body: keys, nonce, names, tag. */
  private static final long ENVELOPE_BYTES = 1024;

  /** Everything in a body but its records: type, wallet, cursor, counts, names. */
  private static final long BODY_BYTES = 1024;

  /** Names, numbers and punctuation of a record, and the name of its app, which may be its own. */
  private static final int RECORD_BYTES = 256;

  /** A wallet, the largest counter, quotes, colon and comma. */
  private static final int CLOCK_ENTRY_BYTES = 66;

  private static final int ESCAPED = 6;

  private Payload() {}

  /** How many bytes of records fit into a body whose envelope has {@code maxPayloadBytes}. */
  public static long room(long maxPayloadBytes) {
    return Math.max(0, (maxPayloadBytes - ENVELOPE_BYTES) / 2 - BODY_BYTES);
  }

  /**
   * How long an envelope may be that is sealed in one piece and opened in one: in an enclave no
   * longer than a body of the Capsule API, which holds its ciphertext as hex as the envelope does.
   */
  public static long onePiece(long maxPayloadBytes, boolean inEnclave) {
    return inEnclave ? Math.min(maxPayloadBytes, MAX_TEE_BODY_BYTES) : maxPayloadBytes;
  }

  /** How long an envelope becomes whose body has {@code recordBytes} of records, at most. */
  public static long sentBytes(long recordBytes) {
    return 2 * (recordBytes + BODY_BYTES) + ENVELOPE_BYTES;
  }

  /** A limit for one batch or page. */
  public static BatchLimit batch(int records, long maxPayloadBytes) {
    return new BatchLimit(records, Math.min(BATCH_BYTES, room(maxPayloadBytes)), Payload::maxBytes);
  }

  /** What {@code record} takes in a body, in bytes; rather a little more. */
  public static long maxBytes(DataRecord record) {
    return RECORD_BYTES
        + 2L * record.ciphertextBytes()
        + (long) CLOCK_ENTRY_BYTES * record.version().size()
        + quotedBytes(record.key());
  }

  private static long quotedBytes(String text) {
    long bytes = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ' ') {
        bytes += ESCAPED;
      } else if (c < 0x80) {
        bytes += c == '"' || c == '\\' ? 2 : 1;
      } else {
        bytes += c < 0x800 ? 2 : 3;
      }
    }
    return bytes;
  }
}
