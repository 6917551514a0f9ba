package io.novakms.metrics;

import java.util.concurrent.atomic.LongAdder;

/** Counts requests that ended without their answer, by what the client or this node lacked. */
public final class ExchangeMeters {
  private final LongAdder lateBodies = new LongAdder();
  private final LongAdder lateAnswers = new LongAdder();
  private final LongAdder withoutRoom = new LongAdder();
  private final LongAdder overShare = new LongAdder();

  ExchangeMeters(Meters meters) {
    String name = "exchanges.failed";
    String help =
        "Requests whose body did not arrive in its time, whose answer was not taken in its time, or"
            + " for which there was no memory";
    meters.counter(name, help, lateBodies::sum, "cause", "body");
    meters.counter(name, help, lateAnswers::sum, "cause", "answer");
    meters.counter(name, help, withoutRoom::sum, "cause", "memory");
    meters.counter(name, help, overShare::sum, "cause", "share");
  }

  /** A body did not arrive in its time. */
  public void bodyWasLate() {
    lateBodies.increment();
  }

  /** An answer was not taken in its time. */
  public void answerWasLate() {
    lateAnswers.increment();
  }

  /** There was no memory for a request or its answer. */
  public void noRoom() {
    withoutRoom.increment();
  }

  /** A client had its share of memory or of requests under way already. */
  public void overShare() {
    overShare.increment();
  }
}
