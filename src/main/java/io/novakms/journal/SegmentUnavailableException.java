package io.novakms.journal;

import java.io.IOException;

/** No further segment could be made. What is in the others is not affected. */
final class SegmentUnavailableException extends IOException {
  private static final long serialVersionUID = 1L;

  private final boolean full;

  SegmentUnavailableException(IOException cause) {
    super(cause);
    this.full = cause instanceof DiskFullException;
  }

  /** Whether the disk is full, and does not fail in another way. */
  boolean isFull() {
    return full;
  }
}
