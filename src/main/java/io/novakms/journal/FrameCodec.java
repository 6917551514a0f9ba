package io.novakms.journal;

import io.novakms.crypto.DecryptionException;
import io.novakms.crypto.FileCipher;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * Frames of one file, to and from bytes (docs/journal.md). The checksum covers the number of the
 * segment and the place in it, so that no frame counts anywhere but where it was written; so does
 * the nonce, together with the kind and the beginning of the batch, so that the cipher confirms all
 * of that. No nonce serves for two different texts: a place is written once, or again with the
 * same.
 */
final class FrameCodec {
  /** "NJ" in ASCII. */
  private static final short MAGIC = 0x4e4a;

  private static final int MAGIC_AT = 4;
  private static final int KIND_AT = 6;
  private static final int LENGTH_AT = 8;
  private static final int DISTANCE_AT = 12;
  private static final int KIND_SHIFT = 56;

  private final String file;
  private final long number;
  private final FileCipher cipher;

  /**
   * The frames of a file.
   *
   * @param file its name, for messages
   * @param number of the segment
   */
  FrameCodec(String file, long number, FileCipher cipher) {
    this.file = file;
    this.number = number;
    this.cipher = cipher;
  }

  /** Writes a frame into {@code target} at {@code at}, where it is zero. */
  void write(
      FrameKind kind, long offset, long batchStart, byte[] plaintext, byte[] target, int at) {
    int length = plaintext.length + FileCipher.OVERHEAD_BYTES;
    ByteBuffer head = ByteBuffer.wrap(target, at, Frame.HEAD_BYTES).slice();
    head.putShort(MAGIC_AT, MAGIC);
    head.putShort(KIND_AT, (short) kind.ordinal());
    head.putInt(LENGTH_AT, length);
    head.putInt(DISTANCE_AT, (int) (offset - batchStart));
    byte[] nonce = nonce(kind, offset, batchStart);
    cipher.seal(nonce, plaintext, target, at + Frame.HEAD_BYTES);
    head.putInt(0, crc(offset, target, at, Frame.sizeOfSealed(length)));
  }

  /** A file's bytes from {@code offset} on that say nothing but {@code kind}. */
  byte[] mark(FrameKind kind, long offset) {
    byte[] bytes = new byte[Frame.MARK_BYTES];
    write(kind, offset, offset, new byte[0], bytes, 0);
    return bytes;
  }

  /**
   * The length of the frame whose head is in {@code source} at {@code at}; -1 where there is none.
   *
   * @param offset where that is in the file
   * @param room how many bytes of the file there are from there on
   */
  static int sizeAt(byte[] source, int at, long offset, long room) {
    ByteBuffer head = ByteBuffer.wrap(source, at, Frame.HEAD_BYTES).slice();
    int length = head.getInt(LENGTH_AT);
    long distance = Integer.toUnsignedLong(head.getInt(DISTANCE_AT));
    boolean plausible =
        head.getShort(MAGIC_AT) == MAGIC
            && FrameKind.isKnown(head.getShort(KIND_AT))
            && length >= FileCipher.OVERHEAD_BYTES
            && length <= Frame.MAX_SEALED_BYTES
            && distance <= offset - SegmentHeader.BYTES;
    int size = plausible ? Frame.sizeOfSealed(length) : -1;
    return size <= room ? size : -1;
  }

  /**
   * The frame in {@code source} at {@code at}, where {@link #sizeAt} found one of {@code size}
   * bytes; null where its checksum is wrong.
   */
  Frame read(byte[] source, int at, long offset, int size) {
    ByteBuffer frame = ByteBuffer.wrap(source, at, size).slice();
    if (frame.getInt(0) != crc(offset, source, at, size)) {
      return null;
    }
    byte[] sealed = new byte[frame.getInt(LENGTH_AT)];
    frame.get(Frame.HEAD_BYTES, sealed);
    long batchStart = offset - Integer.toUnsignedLong(frame.getInt(DISTANCE_AT));
    return new Frame(FrameKind.of(frame.getShort(KIND_AT)), offset, batchStart, sealed);
  }

  /**
   * What is sealed in {@code frame}.
   *
   * @throws DamagedException where it was not written under this file's key, at this place
   */
  byte[] open(Frame frame) throws DamagedException {
    try {
      return cipher.open(nonce(frame.kind(), frame.offset(), frame.batchStart()), frame.sealed());
    } catch (DecryptionException e) {
      throw new DamagedException(
          file, frame.offset(), "its checksum is right, but it was not sealed by this node");
    }
  }

  private static byte[] nonce(FrameKind kind, long offset, long batchStart) {
    return ByteBuffer.allocate(FileCipher.NONCE_BYTES)
        .putLong((long) kind.ordinal() << KIND_SHIFT | offset)
        .putInt((int) (offset - batchStart))
        .array();
  }

  private int crc(long offset, byte[] bytes, int at, int size) {
    CRC32C crc = new CRC32C();
    crc.update(ByteBuffer.allocate(2 * Long.BYTES).putLong(number).putLong(offset).flip());
    crc.update(bytes, at + MAGIC_AT, size - MAGIC_AT);
    return (int) crc.getValue();
  }
}
