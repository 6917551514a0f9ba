package io.novakms.node;

/** Is told what becomes of ticks, on the thread that it happens on; must return at once. */
public interface TickListener {
  /** Ignores all events. */
  TickListener NONE =
      new TickListener() {
        @Override
        public void finished(TickReport report) {}

        @Override
        public void failed() {}
      };

  /** A tick came to its end, whatever it found. */
  void finished(TickReport report);

  /** A tick came to no end: it hung and was given up, or broke, or no thread was there for it. */
  void failed();

  /** This listener, and {@code also} after each tick, however it went. */
  default TickListener and(Runnable also) {
    TickListener first = this;
    return new TickListener() {
      @Override
      public void finished(TickReport report) {
        first.finished(report);
        also.run();
      }

      @Override
      public void failed() {
        first.failed();
        also.run();
      }
    };
  }
}
