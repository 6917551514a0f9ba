package io.novakms.journal;

import java.io.IOException;

/** The disk has no room. */
public final class DiskFullException extends IOException {
  private static final long serialVersionUID = 1L;

  /** Caused by {@code cause}, which may be null. */
  public DiskFullException(String message, Throwable cause) {
    super(message, cause);
  }
}
