package io.novakms.schedules;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/** Threads of a scene. */
public final class Together {
  private Together() {}

  /** Runs each of {@code parts} on a thread of its own, and throws the first failure of one. */
  public static void run(Schedules.Scene... parts) throws Exception {
    AtomicReference<Throwable> failure = new AtomicReference<>();
    List<Thread> threads = new ArrayList<>();
    for (Schedules.Scene part : parts) {
      Thread thread =
          new Thread(
              () -> {
                try {
                  part.run();
                } catch (Exception | AssertionError e) {
                  failure.compareAndSet(null, e);
                }
              });
      threads.add(thread);
      thread.start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    if (failure.get() != null) {
      throw new AssertionError("a thread of the scene failed", failure.get());
    }
  }

  /** Throws where {@code holds} is false: assertions of a library are many times slower here. */
  public static void require(boolean holds, String what) {
    if (!holds) {
      throw new AssertionError(what);
    }
  }
}
