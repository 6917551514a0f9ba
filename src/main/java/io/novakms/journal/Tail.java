package io.novakms.journal;

/**
 * Where the next frame goes: gives each one a place in the segment in use, or in the spare one that
 * was made ahead. What has a place will find it, so that a disk that fills up refuses records
 * before they are taken, and never after. Guarded by the journal's lock.
 */
final class Tail {
  private static final int RELEASED_BYTES = Frame.sizeOf(Long.BYTES);

  private final int capacity;
  private Segment segment;
  private Segment spare;
  private long offset;
  private SegmentUnavailableException problem;

  /** Nothing yet, for segments of {@code segmentBytes}. */
  Tail(int segmentBytes) {
    this.capacity = segmentBytes - SegmentHeader.BYTES - 2 * Frame.MARK_BYTES - RELEASED_BYTES;
  }

  /**
   * A place for a frame of {@code size} bytes.
   *
   * @param maintenance whether it makes room by and by: it may use what is left of a full disk
   * @return where it is in {@link #segment}
   * @throws JournalException where there is none
   */
  long place(FrameKind kind, int size, boolean maintenance) {
    if (size > capacity) {
      throw JournalException.tooLarge(capacity);
    }
    if (problem != null && !maintenance) {
      throw JournalException.noSegment(problem);
    }
    // The last bytes are kept for releasing a segment, which is what makes room.
    int kept = kind == FrameKind.RELEASED ? 0 : RELEASED_BYTES;
    if (segment == null || offset + size + kept > segment.usableEnd()) {
      if (spare == null) {
        throw problem == null ? JournalException.busy() : JournalException.noSegment(problem);
      }
      use(spare);
      spare = null;
    }
    offset += size;
    return offset - size;
  }

  /** Takes a segment that was made. */
  void add(Segment made) {
    problem = null;
    if (segment == null) {
      use(made);
    } else {
      spare = made;
    }
  }

  /** No segment could be made. */
  void failed(SegmentUnavailableException cause) {
    problem = cause;
  }

  boolean needsSegment() {
    return spare == null;
  }

  /** Why there is no further segment; null where there is, or soon will be. */
  SegmentUnavailableException problem() {
    return problem;
  }

  /** The segment in use; null where there is none. */
  Segment segment() {
    return segment;
  }

  /** The one that was made ahead; null where there is none. */
  Segment spare() {
    return spare;
  }

  /** Where the last frame ends that was given a place in the segment in use. */
  long offset() {
    return offset;
  }

  private void use(Segment next) {
    segment = next;
    offset = SegmentHeader.BYTES;
  }
}
