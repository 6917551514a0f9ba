package io.novakms.crypto;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Instances of a class that can't be used by two threads at once, kept for the next use: making a
 * {@link javax.crypto.Cipher} costs more than using it. A thread nearly always finds the one that
 * it had before. Safe for use by many threads, and bounded: what finds no room is dropped.
 *
 * <p>They hang on this object, and not on threads, as those of a {@link ThreadLocal} do: the
 * server's threads outlive a deployment, and would hold on to its last keys and its class loader.
 *
 * @param <T> the class
 */
final class InstancePool<T> {
  private static final int SLOTS = 64;
  // References to a cache line, so that no two processors write to the same one.
  private static final int APART = 16;

  private final AtomicReferenceArray<T> slots = new AtomicReferenceArray<>(SLOTS * APART);
  private final Supplier<T> factory;

  InstancePool(Supplier<T> factory) {
    this.factory = factory;
  }

  /** Lets {@code use} have an instance to itself. One that fails is as good as before. */
  <R> R with(Function<T, R> use) {
    int slot = (int) (Thread.currentThread().getId() & (SLOTS - 1)) * APART;
    T pooled = slots.getAndSet(slot, null);
    T instance = pooled != null ? pooled : factory.get();
    try {
      return use.apply(instance);
    } finally {
      slots.setRelease(slot, instance);
    }
  }
}
