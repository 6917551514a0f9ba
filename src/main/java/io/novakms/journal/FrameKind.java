package io.novakms.journal;

/** What a frame of a file says. The order is part of the format. */
enum FrameKind {
  /** A record of an app ({@link EntryCodec}). */
  ENTRY,
  /** Segments up to a number hold nothing that counts, and go. */
  RELEASED,
  /** The end of a segment; the next one follows. */
  ROLLED,
  /** The seal: the end of a segment that may be the last. Nothing before it may be missing. */
  CLOSED,
  /** Behind the seal: the journal was opened again, and the next segment follows. */
  OPENED,
  /** The life of the node ({@link LifeMarkCodec}). */
  LIFE;

  private static final FrameKind[] ALL = values();

  static boolean isKnown(int code) {
    return code >= 0 && code < ALL.length;
  }

  static FrameKind of(int code) {
    return ALL[code];
  }

  boolean endsSegment() {
    return this == ROLLED || this == CLOSED;
  }
}
