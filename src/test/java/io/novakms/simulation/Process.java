package io.novakms.simulation;

import io.novakms.diagnostics.LogContext;
import io.novakms.model.Scheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

/**
 * One life of a program, from its start to its end, and the scheduler of its threads. Each task is
 * begun, and each thread that waited goes on, a little later than it could: the seed says by how
 * much. Once it is killed nothing of it runs any more, but for threads on their way out.
 */
final class Process implements Scheduler {
  /** Thrown by each wait of a process that has ended. */
  static final class Killed extends Error {
    private static final long serialVersionUID = 1L;

    Killed() {
      super("the process was killed", null, false, false);
    }
  }

  private final String name;
  private final Timeline timeline;
  private final Chance chance;
  private double slowness;
  private final Set<Wait> waits = new LinkedHashSet<>();
  private boolean alive = true;
  private long pausedUntil;

  /**
   * A process that has just begun.
   *
   * @param slowness how many microseconds a task waits for a thread, on average
   */
  Process(String name, Timeline timeline, Chance chance, double slowness) {
    this.name = name;
    this.timeline = timeline;
    this.chance = chance;
    this.slowness = slowness;
  }

  /** One thread that waits. */
  private final class Wait {
    private final Timeline.Worker worker = timeline.current();
    private Timeline.Event timeout;
    private boolean ending;
    private boolean interrupted;

    void end(Duration delay) {
      if (!ending) {
        ending = true;
        if (timeout != null) {
          timeout.cancel();
        }
        timeline.resume(delay, Process.this, worker);
      }
    }
  }

  /** A thread of its own: what can interrupt it. */
  private final class Started implements Task {
    private final Runnable task;
    private Timeline.Worker worker;
    private boolean cancelled;

    Started(Runnable task) {
      this.task = task;
    }

    void run() {
      if (cancelled) {
        return;
      }
      worker = timeline.current();
      try {
        task.run();
      } finally {
        worker = null;
      }
    }

    @Override
    public void cancel() {
      cancelled = true;
      for (Wait wait : new ArrayList<>(waits)) {
        if (wait.worker == worker) {
          wait.interrupted = true;
          wait.end(delay());
        }
      }
    }
  }

  String name() {
    return name;
  }

  boolean isAlive() {
    return alive;
  }

  /** Until when none of its threads runs, in nanoseconds of the timeline. */
  long pausedUntil() {
    return pausedUntil;
  }

  /** Lets none of its threads run for {@code time}, as where its machine stands still. */
  void pause(Duration time) {
    pausedUntil = timeline.now() + time.toNanos();
  }

  /** Lets a task wait for a thread for {@code micros}, on average; returns for how long before. */
  double slow(double micros) {
    double before = slowness;
    slowness = micros;
    return before;
  }

  /** Ends it, wherever it is. */
  void kill() {
    alive = false;
    pausedUntil = 0;
    new ArrayList<>(waits).forEach(wait -> wait.end(Duration.ZERO));
  }

  /** Waits for as long as {@code time}. */
  void sleep(Duration time) {
    try {
      await(new CompletableFuture<>(), time);
    } catch (TimeoutException e) {
      // As it should be.
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException("nothing completes or interrupts it", e);
    }
  }

  @Override
  public void execute(Runnable task) {
    after(Duration.ZERO, task);
  }

  @Override
  public Task after(Duration delay, Runnable task) {
    return timeline.after(delay.plus(delay()), this, LogContext.carried(task))::cancel;
  }

  @Override
  public Task start(Runnable task) {
    Started started = new Started(LogContext.carried(task));
    timeline.after(delay(), this, started::run);
    return started;
  }

  @Override
  public <T> T await(CompletableFuture<T> future, Duration time)
      throws InterruptedException, ExecutionException, TimeoutException {
    if (!alive) {
      throw new Killed();
    }
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    if (!future.isDone() && !time.isZero() && !time.isNegative()) {
      Wait wait = new Wait();
      wait.timeout = timeline.after(time, this, () -> wait.end(Duration.ZERO));
      waits.add(wait);
      future.whenComplete((result, thrown) -> wait.end(delay()));
      timeline.pass(wait.worker);
      waits.remove(wait);
      if (!alive) {
        throw new Killed();
      }
      if (wait.interrupted) {
        throw new InterruptedException();
      }
    }
    if (!future.isDone()) {
      throw new TimeoutException();
    }
    return future.get();
  }

  private Duration delay() {
    return Duration.ofNanos(1 + (long) (-Math.log(1 - chance.unit()) * slowness * 1000));
  }
}
