package io.novakms.simulation;

import java.io.PrintStream;

/**
 * What happened, line by line. Two runs with the same {@link #digest} did the same in the same
 * order.
 */
final class Trace {
  private static final long PRIME = 0x100000001b3L;

  private final PrintStream out;
  private long digest = 0xcbf29ce484222325L;
  private long lines;

  /** Writes to {@code out}; where that is null, only the digest is kept. */
  Trace(PrintStream out) {
    this.out = out;
  }

  /** Appends a line of what happened at {@code nanos}. */
  void line(long nanos, String what) {
    lines++;
    note(nanos);
    for (int i = 0; i < what.length(); i++) {
      digest = (digest ^ what.charAt(i)) * PRIME;
    }
    if (out != null) {
      out.printf("%12.6f %s [%08x]%n", nanos / 1e9, what, (int) digest);
    }
  }

  /** Appends a number that only the digest shows. */
  void note(long number) {
    digest = (digest ^ number) * PRIME;
    digest ^= digest >>> 29;
  }

  /** Whether lines are written. */
  boolean isWritten() {
    return out != null;
  }

  String digest() {
    return String.format("%016x/%d", digest, lines);
  }
}
