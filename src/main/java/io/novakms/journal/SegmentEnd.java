package io.novakms.journal;

/**
 * How a segment ends.
 *
 * @param kind how
 * @param offset behind the last ordinary frame: where the frame begins that ends it, or should
 * @param bytesEnd behind the last byte that says anything
 */
record SegmentEnd(Kind kind, long offset, long bytesEnd) {
  /** How a segment may end. */
  enum Kind {
    /** Nothing was ever written to it. */
    UNUSED,
    /** It has no end: the process ended without an orderly close. */
    UNFINISHED,
    /** The next one follows. */
    ROLLED,
    /** With the seal of an orderly close. */
    CLOSED,
    /** With the seal, and behind it, that the next one follows. */
    OPENED
  }

  /** How many bytes of a batch that was not finished there are behind the last frame. */
  long tornBytes() {
    return kind == Kind.UNFINISHED ? bytesEnd - offset : 0;
  }

  boolean nextMustFollow() {
    return kind == Kind.ROLLED || kind == Kind.OPENED;
  }
}
