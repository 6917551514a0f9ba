package io.novakms.journal;

import io.novakms.journal.SegmentEnd.Kind;
import java.io.IOException;

/**
 * Reads a segment from its first frame to its end, and tells a tail that a crash tore from damage.
 *
 * <p>A batch is synced before the next one is written. So a crash can harm one batch only, the last
 * one. Each frame says where its batch began: where a frame is bad and one of a later batch is
 * behind it, or the end of the segment was written, the bad one had been synced, and was damaged
 * since.
 */
final class SegmentScan {
  /** What is done with each frame. */
  @FunctionalInterface
  interface Visitor {
    void visit(Frame frame) throws IOException;
  }

  private final Segment segment;
  private final FrameReader reader;
  private final long limit;

  SegmentScan(Segment segment) throws IOException {
    this.segment = segment;
    this.limit = segment.file().size();
    this.reader = new FrameReader(segment.file(), segment.codec(), limit);
  }

  /**
   * Shows {@code visitor} all frames in order but those that end the segment.
   *
   * @throws DamagedException where something is not as it was written; see there
   */
  SegmentEnd run(Visitor visitor) throws IOException {
    long offset = SegmentHeader.BYTES;
    long batchStart = offset;
    Frame frame = reader.at(offset);
    while (frame != null && !frame.kind().endsSegment()) {
      if (frame.batchStart() != offset && frame.batchStart() != batchStart) {
        throw damaged(offset, "it belongs to no batch that began before it");
      }
      batchStart = frame.batchStart();
      visitor.visit(frame);
      offset = frame.end();
      frame = reader.at(offset);
    }
    return frame == null ? unfinished(offset) : ended(frame);
  }

  private SegmentEnd ended(Frame end) throws IOException {
    segment.codec().open(end);
    if (end.kind() == FrameKind.ROLLED) {
      requireLength(segment.header().bytes());
      return new SegmentEnd(Kind.ROLLED, end.offset(), end.end());
    }
    if (limit != end.end() + Frame.MARK_BYTES) {
      requireLength(segment.header().bytes());
    }
    // What is there, be it torn, was written once the next segment existed.
    boolean opened = reader.endOfBytes(end.end()) > end.end();
    return new SegmentEnd(
        opened ? Kind.OPENED : Kind.CLOSED,
        end.offset(),
        end.end() + (opened ? Frame.MARK_BYTES : 0));
  }

  private SegmentEnd unfinished(long offset) throws IOException {
    requireLength(segment.header().bytes());
    long tornEnd = reader.endOfBytes(offset);
    Frame later = reader.next(offset, tornEnd);
    while (later != null) {
      if (later.batchStart() > offset) {
        throw damaged(offset, "a record is damaged, and later ones behind it are not");
      }
      later = reader.next(later.offset(), tornEnd);
    }
    boolean unused = offset == SegmentHeader.BYTES && tornEnd == offset;
    return new SegmentEnd(unused ? Kind.UNUSED : Kind.UNFINISHED, offset, tornEnd);
  }

  private void requireLength(long bytes) throws IOException {
    if (limit != bytes) {
      throw damaged(limit, "the file has " + limit + " bytes instead of " + bytes);
    }
  }

  private DamagedException damaged(long offset, String what) {
    return new DamagedException(segment.name(), offset, what);
  }
}
