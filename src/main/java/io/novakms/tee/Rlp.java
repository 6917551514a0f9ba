package io.novakms.tee;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Recursive length prefix: the encoding of transactions (Ethereum Yellow Paper, appendix B). */
final class Rlp {
  private static final int STRING = 0x80;
  private static final int LIST = 0xc0;
  private static final int LONGEST_SHORT = 55;

  private Rlp() {}

  /** A byte string. */
  static byte[] string(byte[] bytes) {
    boolean isItself = bytes.length == 1 && bytes[0] >= 0;
    return isItself ? bytes.clone() : prefixed(STRING, bytes);
  }

  /** A number: its big-endian bytes without leading zeros, so none for 0. */
  static byte[] number(BigInteger value) {
    if (value.signum() < 0) {
      throw new IllegalArgumentException("a transaction's numbers are not negative");
    }
    return string(withoutZeros(value.toByteArray()));
  }

  /** A list of items that are encoded already. */
  static byte[] list(byte[]... items) {
    return prefixed(LIST, concat(items));
  }

  /** {@code parts}, one behind the other. */
  static byte[] concat(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  /** Skips what stands before a list's first item. */
  static void enterList(ByteBuffer in) {
    int marker = in.get() & 0xff;
    int lengthBytes = Math.max(0, marker - LIST - LONGEST_SHORT);
    in.get(new byte[lengthBytes]);
  }

  /**
   * The next byte string, of {@code width} bytes at most, with zeros in front up to that.
   *
   * @throws IllegalArgumentException where it is longer
   * @throws java.nio.BufferUnderflowException where {@code in} ends in it
   */
  static byte[] readPadded(ByteBuffer in, int width) {
    int marker = in.get() & 0xff;
    int length = marker - STRING;
    if (length > width) {
      throw new IllegalArgumentException("a number of a transaction is too long");
    }
    byte[] padded = new byte[width];
    if (length < 0) {
      padded[width - 1] = (byte) marker;
    } else {
      in.get(padded, width - length, length);
    }
    return padded;
  }

  private static byte[] prefixed(int kind, byte[] content) {
    if (content.length <= LONGEST_SHORT) {
      return concat(new byte[] {(byte) (kind + content.length)}, content);
    }
    byte[] length = withoutZeros(BigInteger.valueOf(content.length).toByteArray());
    byte marker = (byte) (kind + LONGEST_SHORT + length.length);
    return concat(new byte[] {marker}, length, content);
  }

  private static byte[] withoutZeros(byte[] bytes) {
    int from = 0;
    while (from < bytes.length && bytes[from] == 0) {
      from++;
    }
    return Arrays.copyOfRange(bytes, from, bytes.length);
  }
}
