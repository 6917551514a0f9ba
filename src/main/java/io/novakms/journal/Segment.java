package io.novakms.journal;

import io.novakms.crypto.JournalKey;
import java.io.Closeable;
import java.io.IOException;

/**
 * An open segment: its file, and how its frames are read and written. Its last bytes are kept for
 * the frames that end it.
 */
final class Segment implements Closeable {
  /** The frame that ends a segment, and the one behind the seal. */
  private static final int END_BYTES = 2 * Frame.MARK_BYTES;

  private final String name;
  private final SegmentHeader header;
  private final DiskFile file;
  private final FrameCodec codec;

  Segment(String name, SegmentHeader header, DiskFile file, JournalKey key) {
    this.name = name;
    this.header = header;
    this.file = file;
    this.codec = new FrameCodec(name, header.number(), key.cipher(header.encoded()));
  }

  String name() {
    return name;
  }

  long number() {
    return header.number();
  }

  SegmentHeader header() {
    return header;
  }

  DiskFile file() {
    return file;
  }

  FrameCodec codec() {
    return codec;
  }

  /** Where the place for ordinary frames ends. */
  long usableEnd() {
    return header.bytes() - END_BYTES;
  }

  /** Writes {@code kind} at {@code offset}, and returns once it is on the disk. */
  void mark(FrameKind kind, long offset) throws IOException {
    file.write(offset, codec.mark(kind, offset), 0, Frame.MARK_BYTES);
    file.sync();
  }

  /** Ends the segment at {@code offset} with the seal, and gives back what it does not need. */
  void seal(long offset) throws IOException {
    mark(FrameKind.CLOSED, offset);
    truncateBehindSeal(offset);
  }

  /** Cuts the file behind the seal at {@code offset}, and the place of the frame behind that. */
  void truncateBehindSeal(long offset) throws IOException {
    if (file.size() > offset + END_BYTES) {
      file.truncate(offset + END_BYTES);
      file.sync();
    }
  }

  /** Says behind the seal at {@code sealOffset} that the next segment follows. */
  void markOpened(long sealOffset) throws IOException {
    mark(FrameKind.OPENED, sealOffset + Frame.MARK_BYTES);
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
