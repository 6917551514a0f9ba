package io.novakms.journal;

import java.io.IOException;
import java.util.List;

/** Writes batches one after another. Used by one thread at a time. */
final class BatchWriter {
  private Segment segment;
  private long end;

  /**
   * Writes {@code batch}, frames of one segment that follow each other, and returns once it is on
   * the disk. Where it begins a segment, the one before is ended first, also on the disk.
   */
  void write(List<Pending> batch) throws IOException {
    if (batch.isEmpty()) {
      return;
    }
    Pending first = batch.get(0);
    if (first.segment() != segment) {
      roll(first.segment());
    }
    long start = first.offset();
    Pending last = batch.get(batch.size() - 1);
    byte[] bytes = new byte[(int) (last.offset() + last.size() - start)];
    for (Pending frame : batch) {
      int at = (int) (frame.offset() - start);
      segment.codec().write(frame.kind(), frame.offset(), start, frame.plaintext(), bytes, at);
    }
    segment.file().write(start, bytes, 0, bytes.length);
    segment.file().sync();
    end = start + bytes.length;
  }

  private void roll(Segment next) throws IOException {
    if (segment != null) {
      segment.mark(FrameKind.ROLLED, end);
      segment.close();
    }
    segment = next;
    end = SegmentHeader.BYTES;
  }
}
