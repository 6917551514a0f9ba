package io.novakms.devnet;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** As much of CBOR (RFC 8949) as an attestation document needs. */
final class Cbor {
  private static final int UNSIGNED = 0;
  private static final int BYTES = 2;
  private static final int TEXT = 3;
  private static final int ARRAY = 4;
  private static final int MAP = 5;
  private static final int NULL = 0xf6;

  private Cbor() {}

  /** Encodes null, numbers from 0 on, byte arrays, strings, lists and maps, in their order. */
  static byte[] encode(Object value) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    write(out, value);
    return out.toByteArray();
  }

  private static void write(ByteArrayOutputStream out, Object value) {
    if (value == null) {
      out.write(NULL);
    } else if (value instanceof Number number) {
      head(out, UNSIGNED, number.longValue());
    } else if (value instanceof byte[] bytes) {
      head(out, BYTES, bytes.length);
      out.writeBytes(bytes);
    } else if (value instanceof String text) {
      byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
      head(out, TEXT, utf8.length);
      out.writeBytes(utf8);
    } else if (value instanceof List<?> list) {
      head(out, ARRAY, list.size());
      list.forEach(item -> write(out, item));
    } else if (value instanceof Map<?, ?> map) {
      head(out, MAP, map.size());
      map.forEach(
          (key, item) -> {
            write(out, key);
            write(out, item);
          });
    } else {
      throw new IllegalArgumentException("not for CBOR: " + value.getClass());
    }
  }

  /** The type and a number: in the first byte where it is small, else in 1, 4 or 8 more. */
  private static void head(ByteArrayOutputStream out, int type, long number) {
    int major = type << 5;
    if (number < 24) {
      out.write(major | (int) number);
    } else if (number < 0x100) {
      out.write(major | 24);
      out.write((int) number);
    } else if (number <= Integer.MAX_VALUE) {
      out.write(major | 26);
      out.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt((int) number).array());
    } else {
      out.write(major | 27);
      out.writeBytes(ByteBuffer.allocate(Long.BYTES).putLong(number).array());
    }
  }
}
