package io.novakms.simulation;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;

/**
 * Virtual time, and the one thread that runs at each moment. Events run in the order of their
 * times; those of the same time in an order that the seed decides. A thread that waits passes
 * control to another one, which goes on with the next event, so that time jumps to it.
 *
 * <p>Real threads carry the stacks of those that wait. Control is passed on by hand, so no two run
 * at once, and none of this needs a lock.
 */
final class Timeline {
  private final PriorityQueue<Event> events = new PriorityQueue<>();
  private final Deque<Worker> idle = new ArrayDeque<>();
  private final List<Worker> all = new ArrayList<>();
  private final Chance chance;
  private final Trace trace;
  private final Worker outside = new Worker(Thread.currentThread());
  private long now;
  private long until;
  private long made;
  private boolean over;
  private Throwable failure;
  private BiConsumer<Process, RuntimeException> uncaught =
      (process, thrown) -> {
        throw thrown;
      };

  /** A time at its beginning. */
  Timeline(Chance chance, Trace trace) {
    this.chance = chance;
    this.trace = trace;
  }

  /** Tells {@code told} what a task threw; nothing else ends by it. */
  void onUncaught(BiConsumer<Process, RuntimeException> told) {
    uncaught = told;
  }

  /** Something that will happen. */
  final class Event implements Comparable<Event> {
    private final long time;
    private final long rank = chance.next();
    private final long number = made++;
    private final Process process;
    private final Runnable task;
    private final Worker resumed;
    private boolean cancelled;

    private Event(long time, Process process, Runnable task, Worker resumed) {
      this.time = time;
      this.process = process;
      this.task = task;
      this.resumed = resumed;
    }

    /** Keeps it from happening. */
    void cancel() {
      cancelled = true;
    }

    @Override
    public int compareTo(Event other) {
      int byTime = Long.compare(time, other.time);
      int byRank = byTime != 0 ? byTime : Long.compare(rank, other.rank);
      return byRank != 0 ? byRank : Long.compare(number, other.number);
    }
  }

  /** A thread that waits for control. */
  final class Worker {
    private final Thread thread;
    private volatile boolean hasControl;

    private Worker(Thread thread) {
      this.thread = thread;
    }

    private Worker() {
      this.thread = new WorkerThread(this);
      thread.setDaemon(true);
    }

    private void takeControl() {
      hasControl = true;
      LockSupport.unpark(thread);
    }

    private void awaitControl() {
      while (!hasControl) {
        LockSupport.park(this);
        Thread.interrupted();
      }
      hasControl = false;
    }

    private void work() {
      awaitControl();
      while (!over) {
        try {
          runEvents(this);
        } catch (Throwable e) {
          failure = e;
          outside.takeControl();
          awaitControl();
        }
      }
    }
  }

  private static final class WorkerThread extends Thread {
    private final Worker worker;

    WorkerThread(Worker worker) {
      super("simulation");
      this.worker = worker;
    }

    @Override
    public void run() {
      worker.work();
    }
  }

  /** Nanoseconds since the beginning. */
  long now() {
    return now;
  }

  Trace trace() {
    return trace;
  }

  /** Appends to the trace. */
  void trace(String what) {
    trace.line(now, what);
  }

  /** Runs {@code task}, as a part of {@code process}, once {@code delay} is over. */
  Event after(Duration delay, Process process, Runnable task) {
    return schedule(delay.toNanos(), process, task, null);
  }

  private Event schedule(long nanos, Process process, Runnable task, Worker resumed) {
    long time = nanos > Long.MAX_VALUE / 2 ? Long.MAX_VALUE : now + Math.max(0, nanos);
    Event event = new Event(time, process, task, resumed);
    events.add(event);
    return event;
  }

  /** Lets time pass; returns to its caller, which stands outside of time, when it is over. */
  void run(Duration time) {
    until = now + time.toNanos();
    nextWorker().takeControl();
    outside.awaitControl();
    if (failure != null) {
      Throwable thrown = failure;
      failure = null;
      throw new IllegalStateException("the simulation itself failed", thrown);
    }
    now = until;
  }

  /** Ends all threads that wait for work; those that wait in a process end with that. */
  void close() {
    over = true;
    all.forEach(Worker::takeControl);
  }

  /** Passes control on until an event gives it back to the thread that calls this. */
  void pass(Worker waiting) {
    nextWorker().takeControl();
    waiting.awaitControl();
  }

  /** The thread that runs now. */
  Worker current() {
    if (Thread.currentThread() instanceof WorkerThread thread) {
      return thread.worker;
    }
    throw new IllegalStateException("this thread is not a part of the simulation");
  }

  /** Gives control to {@code waiting}, once {@code delay} is over. */
  Event resume(Duration delay, Process process, Worker waiting) {
    return schedule(delay.toNanos(), process, null, waiting);
  }

  private Worker nextWorker() {
    Worker worker = idle.poll();
    if (worker == null) {
      worker = new Worker();
      all.add(worker);
      worker.thread.start();
    }
    return worker;
  }

  private void runEvents(Worker self) {
    while (true) {
      Event event = events.peek();
      if (event == null || event.time > until) {
        giveUpControl(self, outside);
        return;
      }
      events.remove();
      if (event.cancelled) {
        continue;
      }
      now = Math.max(now, event.time);
      trace.note(now ^ event.rank);
      long paused = event.process.pausedUntil();
      if (paused > now && event.process.isAlive()) {
        events.add(new Event(paused + 1, event.process, event.task, event.resumed));
      } else if (event.resumed != null) {
        giveUpControl(self, event.resumed);
        return;
      } else if (event.process.isAlive()) {
        run(event);
      }
    }
  }

  private void run(Event event) {
    try {
      event.task.run();
    } catch (Process.Killed e) {
      // Its process has ended; so has this.
    } catch (RuntimeException e) {
      uncaught.accept(event.process, e);
    } finally {
      Thread.interrupted();
    }
  }

  private void giveUpControl(Worker self, Worker next) {
    idle.push(self);
    next.takeControl();
    self.awaitControl();
  }
}
