package io.novakms.journal;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executor;

/** Keeps tasks until it is told to run them, on the caller's thread, in an order by seed. */
final class QueuedExecutor implements Executor {
  private final List<Runnable> tasks = new ArrayList<>();
  private final Random order;

  QueuedExecutor(Random order) {
    this.order = order;
  }

  @Override
  public void execute(Runnable task) {
    tasks.add(task);
  }

  /** Runs one of the tasks, if there is one. */
  void runOne() {
    if (!tasks.isEmpty()) {
      tasks.remove(order.nextInt(tasks.size())).run();
    }
  }

  /** Runs until there is none left. */
  void runAll() {
    while (!tasks.isEmpty()) {
      runOne();
    }
  }
}
