package io.novakms.hostile;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Frames of HTTP/2 (RFC 9113), one by one, with headers in HPACK's plainest form (RFC 7541). */
final class Http2Frames {
  private static final byte DATA = 0;
  private static final byte HEADERS = 1;
  private static final byte RST_STREAM = 3;
  private static final byte SETTINGS = 4;
  private static final byte END_STREAM = 1;
  private static final byte END_HEADERS = 4;
  private static final short INITIAL_WINDOW_SIZE = 4;
  private static final int CANCEL = 8;
  private static final int HEAD = 9;

  private Http2Frames() {}

  /**
   * What a client begins with.
   *
   * @param window how many bytes of an answer it takes before it says more
   */
  static byte[] preface(int window) {
    ByteBuffer setting = ByteBuffer.allocate(6).putShort(INITIAL_WINDOW_SIZE).putInt(window);
    return joined(
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII),
        frame(SETTINGS, 0, 0, setting.array()));
  }

  /** A whole request without a body. */
  static byte[] get(int stream, String authority, String path) {
    return headers(stream, END_HEADERS | END_STREAM, "GET", authority, path);
  }

  /** The head of a request whose body follows, or never does. */
  static byte[] post(int stream, String authority, String path) {
    return headers(stream, END_HEADERS, "POST", authority, path);
  }

  /** A piece of a body that is not the last. */
  static byte[] data(int stream, byte[] piece) {
    return frame(DATA, 0, stream, piece);
  }

  /** That the client has changed its mind. */
  static byte[] reset(int stream) {
    return frame(RST_STREAM, 0, stream, ByteBuffer.allocate(4).putInt(CANCEL).array());
  }

  private static byte[] headers(
      int stream, int flags, String method, String authority, String path) {
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    literal(block, ":method", method);
    literal(block, ":scheme", "https");
    literal(block, ":authority", authority);
    literal(block, ":path", path);
    return frame(HEADERS, flags, stream, block.toByteArray());
  }

  /** A literal header field that is never indexed (RFC 7541, section 6.2.3); both are short. */
  private static void literal(ByteArrayOutputStream block, String name, String value) {
    block.write(0x10);
    block.write(name.length());
    block.writeBytes(name.getBytes(StandardCharsets.US_ASCII));
    block.write(value.length());
    block.writeBytes(value.getBytes(StandardCharsets.US_ASCII));
  }

  private static byte[] frame(byte type, int flags, int stream, byte[] payload) {
    ByteBuffer frame = ByteBuffer.allocate(HEAD + payload.length);
    frame.put((byte) (payload.length >> 16)).putShort((short) payload.length);
    return frame.put(type).put((byte) flags).putInt(stream).put(payload).array();
  }

  private static byte[] joined(byte[] first, byte[] second) {
    return ByteBuffer.allocate(first.length + second.length).put(first).put(second).array();
  }
}
