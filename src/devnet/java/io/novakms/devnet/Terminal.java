package io.novakms.devnet;

import java.io.IOException;

/** What standard output is. */
final class Terminal {
  private Terminal() {}

  /**
   * Whether it goes to a terminal that can move its cursor. Java can't tell of standard output
   * alone, so {@code test} is asked, which inherits it.
   */
  static boolean isWatched() {
    String type = System.getenv("TERM");
    if (type == null || type.equals("dumb")) {
      return false;
    }
    try {
      return new ProcessBuilder("test", "-t", "1")
              .redirectOutput(ProcessBuilder.Redirect.INHERIT)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Whether colours are welcome (no-color.org). */
  static boolean isColourful() {
    String refused = System.getenv("NO_COLOR");
    return refused == null || refused.isEmpty();
  }
}
