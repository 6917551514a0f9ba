package io.novakms.journal;

import io.novakms.crypto.JournalKey;
import io.novakms.model.SecretHash;
import io.novakms.model.Wallet;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * The first {@link #BYTES} bytes of a file (docs/journal.md). The key of the file is derived from
 * all of them.
 *
 * @param purpose what the file is
 * @param number of a segment, from 1; 0 of a backup
 * @param bytes the length that a segment was made with; 0 of a backup
 * @param identity whose it is
 * @param salt random bytes, so that no two files have the same key; not to be changed
 */
record SegmentHeader(
    Purpose purpose, long number, long bytes, JournalIdentity identity, byte[] salt) {
  static final int BYTES = 128;

  /** What a file is. */
  enum Purpose {
    SEGMENT,
    BACKUP
  }

  /** "NovaKMSj" in ASCII. */
  private static final long MAGIC = 0x4e6f76614b4d536aL;

  private static final short FORMAT = 1;
  private static final int CRC_AT = BYTES - Integer.BYTES;

  byte[] encoded() {
    ByteBuffer buffer = ByteBuffer.allocate(BYTES);
    buffer.putLong(MAGIC).putShort(FORMAT).putShort((short) purpose.ordinal()).putInt(0);
    buffer.putLong(number).putLong(bytes);
    buffer.put(identity.wallet().bytes()).put(identity.secret().bytes()).put(salt);
    buffer.putInt(CRC_AT, crc(buffer.array()));
    return buffer.array();
  }

  /**
   * Reads what {@link #encoded} wrote; empty where the bytes are none, were altered, or are of a
   * later format.
   */
  static Optional<SegmentHeader> decode(byte[] encoded) {
    ByteBuffer buffer = ByteBuffer.wrap(encoded);
    if (encoded.length != BYTES || buffer.getInt(CRC_AT) != crc(encoded)) {
      return Optional.empty();
    }
    boolean known = buffer.getLong() == MAGIC && buffer.getShort() == FORMAT;
    int purpose = buffer.getShort();
    if (!known || purpose < 0 || purpose >= Purpose.values().length || buffer.getInt() != 0) {
      return Optional.empty();
    }
    long number = buffer.getLong();
    long bytes = buffer.getLong();
    Wallet wallet = Wallet.of(take(buffer, Wallet.BYTES));
    byte[] secret = take(buffer, SecretHash.BYTES);
    byte[] salt = take(buffer, JournalKey.SALT_BYTES);
    if (number < 0 || bytes < 0 || Arrays.equals(secret, new byte[SecretHash.BYTES])) {
      return Optional.empty();
    }
    JournalIdentity identity = new JournalIdentity(wallet, SecretHash.of(secret));
    return Optional.of(new SegmentHeader(Purpose.values()[purpose], number, bytes, identity, salt));
  }

  private static byte[] take(ByteBuffer buffer, int length) {
    byte[] bytes = new byte[length];
    buffer.get(bytes);
    return bytes;
  }

  private static int crc(byte[] encoded) {
    CRC32C crc = new CRC32C();
    crc.update(encoded, 0, CRC_AT);
    return (int) crc.getValue();
  }
}
