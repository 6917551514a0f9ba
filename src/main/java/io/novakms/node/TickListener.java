package io.novakms.node;

/** Is told how ticks end, on the thread on which they end; must return at once. */
public interface TickListener {
  /** Ignores all events. */
  TickListener NONE =
      new TickListener() {
        @Override
        public void finished(TickReport report) {}

        @Override
        public void failed() {}
      };

  /** A tick ended, with any result. */
  void finished(TickReport report);

  /** A tick did not end: it hung and was abandoned, or failed, or no thread was free for it. */
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
