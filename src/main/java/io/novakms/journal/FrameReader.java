package io.novakms.journal;

import java.io.IOException;

/** Reads the frames of one file through a window, which is as long as the longest frame. */
final class FrameReader {
  private static final int WINDOW_BYTES = 1 << 18;

  private final DiskFile file;
  private final FrameCodec codec;
  private final long limit;
  private byte[] window = new byte[WINDOW_BYTES];
  private long start;
  private int filled;

  /**
   * A reader of {@code file}.
   *
   * @param limit the length of the file
   */
  FrameReader(DiskFile file, FrameCodec codec, long limit) {
    this.file = file;
    this.codec = codec;
    this.limit = limit;
  }

  /** The frame that begins at {@code offset}; null where there is none with a right checksum. */
  Frame at(long offset) throws IOException {
    if (limit - offset < Frame.HEAD_BYTES) {
      return null;
    }
    load(offset, Frame.HEAD_BYTES);
    int size = FrameCodec.sizeAt(window, index(offset), offset, limit - offset);
    if (size < 0) {
      return null;
    }
    load(offset, size);
    return codec.read(window, index(offset), offset, size);
  }

  /** The end of the last byte from {@code offset} on that is not zero; that where all are. */
  long endOfBytes(long offset) throws IOException {
    long end = offset;
    int length;
    for (long at = offset; at < limit; at += length) {
      length = (int) Math.min(WINDOW_BYTES, limit - at);
      load(at, length);
      for (int i = 0; i < length; i++) {
        if (window[index(at) + i] != 0) {
          end = at + i + 1;
        }
      }
    }
    return end;
  }

  /** The first frame that begins behind {@code offset} and before {@code end}, null if none. */
  Frame next(long offset, long end) throws IOException {
    for (long at = offset + Frame.ALIGNMENT; at < end; at += Frame.ALIGNMENT) {
      Frame frame = at(at);
      if (frame != null) {
        return frame;
      }
    }
    return null;
  }

  private int index(long offset) {
    return (int) (offset - start);
  }

  /** Makes sure that {@code length} bytes from {@code offset} on are in the window. */
  private void load(long offset, int length) throws IOException {
    if (offset >= start && offset + length <= start + filled) {
      return;
    }
    if (window.length < length) {
      window = new byte[length];
    }
    start = offset;
    filled = file.read(offset, window, 0, (int) Math.min(window.length, limit - offset));
    if (filled < length) {
      throw new IOException("the file became shorter while it was read");
    }
  }
}
