package io.novakms.diagnostics;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * How often each of some things happened, which are known from the start, so that it can't grow.
 * Counts never go down. Counting costs a few nanoseconds. Safe for use by many threads.
 *
 * @param <K> what is counted
 */
public final class Counts<K> {
  private final Map<K, LongAdder> adders;

  /** Counts of {@code keys}, all zero. */
  public Counts(Collection<K> keys) {
    this.adders =
        keys.stream()
            .collect(
                Collectors.toMap(
                    Function.identity(),
                    key -> new LongAdder(),
                    (one, other) -> one,
                    LinkedHashMap::new));
  }

  /**
   * Counts one.
   *
   * @throws NullPointerException where {@code key} is none of those that are counted
   */
  public void add(K key) {
    add(key, 1);
  }

  /** Counts {@code many}; see {@link #add(Object)}. */
  public void add(K key, long many) {
    adders.get(key).add(many);
  }

  /** How often {@code key} was counted; see {@link #add(Object)}. */
  public long of(K key) {
    return adders.get(key).sum();
  }

  /** What is counted, in the order in which it was given. */
  public Set<K> keys() {
    return Collections.unmodifiableSet(adders.keySet());
  }
}
