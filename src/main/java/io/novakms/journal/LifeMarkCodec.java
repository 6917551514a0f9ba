package io.novakms.journal;

import io.novakms.model.Wallet;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** A {@link LifeMark}, to and from the plaintext of a frame (docs/journal.md). */
final class LifeMarkCodec {
  private static final byte FORMAT = 1;
  private static final byte COMPLETE = 1;
  private static final int FIXED_BYTES = 2 + 2 * Long.BYTES;
  private static final int HEARD_BYTES = Wallet.BYTES + Long.BYTES;

  private LifeMarkCodec() {}

  static byte[] encode(LifeMark mark) {
    ByteBuffer buffer = ByteBuffer.allocate(FIXED_BYTES + mark.heard().size() * HEARD_BYTES);
    buffer.put(FORMAT).put(mark.isComplete() ? COMPLETE : 0);
    buffer.putLong(mark.life()).putLong(mark.atMs());
    new TreeMap<>(mark.heard()).forEach((wallet, life) -> buffer.put(wallet.bytes()).putLong(life));
    return buffer.array();
  }

  /**
   * Reads what {@link #encode} wrote.
   *
   * @throws IllegalArgumentException where it is anything else
   */
  static LifeMark decode(byte[] plaintext) {
    ByteBuffer buffer = ByteBuffer.wrap(plaintext);
    try {
      byte format = buffer.get();
      byte complete = buffer.get();
      if (format != FORMAT || complete != 0 && complete != COMPLETE) {
        throw new IllegalArgumentException("a life of a later version");
      }
      long life = buffer.getLong();
      long atMs = buffer.getLong();
      Map<Wallet, Long> heard = new HashMap<>();
      while (buffer.hasRemaining()) {
        byte[] wallet = new byte[Wallet.BYTES];
        buffer.get(wallet);
        heard.put(Wallet.of(wallet), buffer.getLong());
      }
      return new LifeMark(life, complete == COMPLETE, heard, atMs);
    } catch (BufferUnderflowException e) {
      throw new IllegalArgumentException("a life that is too short", e);
    }
  }
}
