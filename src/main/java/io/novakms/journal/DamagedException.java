package io.novakms.journal;

import java.io.IOException;

/** Bytes on the disk are not what was written. The message says which, and holds none of them. */
final class DamagedException extends IOException {
  private static final long serialVersionUID = 1L;

  DamagedException(String file, long offset, String what) {
    super(file + " at byte " + offset + ": " + what);
  }
}
