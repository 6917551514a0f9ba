package io.novakms.journal;

import io.novakms.model.AppId;
import io.novakms.model.Wallet;
import io.novakms.store.Change;
import io.novakms.store.DataRecord;
import io.novakms.store.VectorClock;
import java.math.BigInteger;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** A record of an app, to and from the plaintext of a frame (docs/journal.md). */
final class EntryCodec {
  private static final byte FORMAT = 1;
  private static final byte VALUE = 0;
  private static final byte TOMBSTONE = 1;
  private static final int CLOCK_ENTRY_BYTES = Wallet.BYTES + Long.BYTES;

  /** What a record with one counter takes beyond its key and value. */
  private static final int RECORD_BYTES = 96;

  private EntryCodec() {}

  static byte[] encode(AppId app, DataRecord record) {
    byte[] id = app.value().toByteArray();
    byte[] key = record.key().getBytes(StandardCharsets.UTF_8);
    byte[] value = record.isTombstone() ? new byte[0] : record.ciphertext();
    VectorClock version = record.version();
    int fixed = 3 + 2 * Long.BYTES + 2 * Integer.BYTES;
    ByteBuffer buffer =
        ByteBuffer.allocate(
            fixed + id.length + version.size() * CLOCK_ENTRY_BYTES + key.length + value.length);
    buffer.put(FORMAT).put(record.isTombstone() ? TOMBSTONE : VALUE);
    buffer.put((byte) id.length).put(id);
    buffer.putLong(record.updatedAtMs()).putLong(record.ttlMs());
    buffer.putInt(version.size());
    version.forEach((wallet, counter) -> buffer.put(wallet.bytes()).putLong(counter));
    buffer.putInt(key.length).put(key).put(value);
    return buffer.array();
  }

  /**
   * About how many bytes records take in the journal.
   *
   * @param contentBytes those of their keys and values
   */
  static long frameBytes(long records, long contentBytes) {
    return records * RECORD_BYTES + contentBytes;
  }

  /**
   * Reads what {@link #encode} wrote.
   *
   * @throws IllegalArgumentException where it is anything else
   */
  static Change decode(byte[] plaintext) {
    ByteBuffer buffer = ByteBuffer.wrap(plaintext);
    try {
      byte format = buffer.get();
      byte kind = buffer.get();
      if (format != FORMAT || kind != VALUE && kind != TOMBSTONE) {
        throw new IllegalArgumentException("a record of a later version");
      }
      AppId app = new AppId(new BigInteger(take(buffer, buffer.get())));
      long updatedAtMs = buffer.getLong();
      long ttlMs = buffer.getLong();
      VectorClock version = clock(buffer);
      String key = new String(take(buffer, buffer.getInt()), StandardCharsets.UTF_8);
      byte[] value = take(buffer, buffer.remaining());
      byte[] ciphertext = kind == TOMBSTONE ? null : value;
      return new Change(app, new DataRecord(key, ciphertext, version, updatedAtMs, ttlMs));
    } catch (BufferUnderflowException | NumberFormatException e) {
      throw new IllegalArgumentException("a record that is too short", e);
    }
  }

  private static VectorClock clock(ByteBuffer buffer) {
    int entries = buffer.getInt();
    if (entries < 0 || entries > buffer.remaining() / CLOCK_ENTRY_BYTES) {
      throw new IllegalArgumentException("a record that is too short");
    }
    Map<Wallet, Long> counters = new HashMap<>(2 * entries);
    for (int i = 0; i < entries; i++) {
      counters.put(Wallet.of(take(buffer, Wallet.BYTES)), buffer.getLong());
    }
    return VectorClock.of(counters);
  }

  private static byte[] take(ByteBuffer buffer, int length) {
    if (length < 0 || length > buffer.remaining()) {
      throw new IllegalArgumentException("a record that is too short");
    }
    byte[] bytes = new byte[length];
    buffer.get(bytes);
    return bytes;
  }
}
