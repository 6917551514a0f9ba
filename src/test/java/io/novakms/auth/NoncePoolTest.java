package io.novakms.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class NoncePoolTest {
  private static final Duration VALID = Duration.ofSeconds(120);

  private final ManualTicker ticker = new ManualTicker();
  private final NoncePool<String> pool = new NoncePool<>(10, 10, VALID, ticker);
  private long issued;

  @Test
  void nonceIsTakenOnce() {
    Nonce nonce = add("owner");

    assertThat(take(nonce)).isTrue();
    assertThat(take(nonce)).isFalse();
    assertThat(pool.size()).isZero();
  }

  @Test
  void unknownNonceIsNotTaken() {
    add("owner");

    assertThat(take(new Nonce(0, 99))).isFalse();
  }

  @Test
  void nonceIsValidForItsTimeAndNoLonger() {
    Nonce early = add("owner");
    ticker.advance(Duration.ofNanos(1));
    Nonce late = add("owner");
    ticker.advance(VALID);

    assertThat(contains(early)).isFalse();
    assertThat(take(early)).isFalse();
    assertThat(contains(late)).isTrue();
    assertThat(take(late)).isTrue();
  }

  @Test
  void lookingDoesNotTake() {
    Nonce nonce = add("owner");

    assertThat(contains(nonce)).isTrue();
    assertThat(contains(nonce)).isTrue();
    assertThat(take(nonce)).isTrue();
    assertThat(contains(nonce)).isFalse();
  }

  @Test
  void nonceStaysWhereTheOwnerMayNotUseIt() {
    Nonce nonce = add("owner");

    assertThat(pool.take(nonce, "stranger"::equals)).isFalse();
    assertThat(pool.contains(nonce, "stranger"::equals)).isFalse();
    assertThat(pool.take(nonce, "owner"::equals)).isTrue();
  }

  @Test
  void whoHasTheMostLosesItsOldest() {
    List<Nonce> few = List.of(add("few"), add("few"));
    List<Nonce> many = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      many.add(add("many"));
    }

    Nonce newcomer = add("newcomer");

    assertThat(contains(many.get(0))).isFalse();
    assertThat(many.subList(1, 8)).allMatch(this::contains);
    assertThat(few).allMatch(this::contains);
    assertThat(contains(newcomer)).isTrue();
  }

  @Test
  void floodOfOneOwnerPushesOutItsOwn() {
    List<Nonce> others = List.of(add("a"), add("b"), add("b"));
    for (int i = 0; i < 1_000; i++) {
      add("flood");
    }

    assertThat(others).allMatch(this::contains);
    assertThat(pool.size()).isEqualTo(10);
  }

  @Test
  void floodOfManyOwnersPushesOutTheOldestFirst() {
    List<Nonce> all = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      all.add(add("owner " + i));
    }

    assertThat(all.subList(990, 1_000)).allMatch(this::contains);
    assertThat(pool.size()).isEqualTo(10);
  }

  @Test
  void ownerHasNoMoreThanItsShare() {
    NoncePool<String> shared = new NoncePool<>(10, 2, VALID, ticker);
    Nonce first = new Nonce(1, 1);
    Nonce second = new Nonce(1, 2);
    Nonce third = new Nonce(1, 3);
    shared.add(first, "owner");
    shared.add(second, "owner");
    shared.add(third, "owner");

    assertThat(shared.take(first, owner -> true)).isFalse();
    assertThat(shared.take(second, owner -> true)).isTrue();
    assertThat(shared.take(third, owner -> true)).isTrue();
  }

  @Test
  void expiredNoncesMakeRoom() {
    for (int i = 0; i < 10; i++) {
      add("gone");
    }
    ticker.advance(VALID.plusNanos(1));
    Nonce fresh = add("one");

    assertThat(pool.size()).isEqualTo(1);
    assertThat(contains(fresh)).isTrue();
  }

  @Test
  void expiredNoncesDoNotCountForTheirOwner() {
    NoncePool<String> shared = new NoncePool<>(10, 2, VALID, ticker);
    shared.add(new Nonce(1, 1), "owner");
    shared.add(new Nonce(1, 2), "owner");
    ticker.advance(VALID.plusNanos(1));
    shared.add(new Nonce(1, 3), "owner");
    shared.add(new Nonce(1, 4), "owner");

    assertThat(shared.take(new Nonce(1, 3), owner -> true)).isTrue();
    assertThat(shared.take(new Nonce(1, 4), owner -> true)).isTrue();
  }

  @Property(tries = 500)
  void poolHoldsExactlyWhatTheRulesSay(
      @ForAll @Size(max = 100) List<@IntRange(max = 4) Integer> owners,
      @ForAll @Size(min = 100, max = 100) List<@IntRange(max = 3) Integer> actions) {
    NoncePool<Integer> small = new NoncePool<>(6, 4, VALID, new ManualTicker());
    PlainPool plain = new PlainPool();

    for (int i = 0; i < owners.size(); i++) {
      int owner = owners.get(i);
      if (actions.get(i) > 0) {
        small.add(new Nonce(0, i), owner);
        plain.add(i, owner);
      } else if (!plain.held.isEmpty()) {
        long oldest = plain.held.firstKey();
        assertThat(small.take(new Nonce(0, oldest), o -> o == owner))
            .isEqualTo(plain.held.get(oldest) == owner);
        plain.take(oldest, owner);
      }
      assertThat(small.size()).isEqualTo(plain.held.size());
      assertThat(plain.held.keySet())
          .allMatch(number -> small.contains(new Nonce(0, number), o -> true));
    }
  }

  /**
   * The rules written down as plainly as possible, for a pool of 6 in which no owner has over 4.
   */
  private static final class PlainPool {
    final TreeMap<Long, Integer> held = new TreeMap<>();
    private final Map<Integer, Integer> changedAt = new HashMap<>();
    private int changes;

    void add(long number, int owner) {
      held.put(number, owner);
      changedAt.put(owner, ++changes);
      if (count(owner) > 4) {
        dropOldestOf(owner);
      } else if (held.size() > 6) {
        dropOldestOf(
            held.values().stream()
                .max(Comparator.comparingLong(this::count).thenComparing(o -> -changedAt.get(o)))
                .orElseThrow());
      }
    }

    void take(long number, int owner) {
      if (held.remove(number, owner)) {
        changedAt.put(owner, ++changes);
      }
    }

    private void dropOldestOf(int owner) {
      long oldest =
          held.keySet().stream().filter(n -> held.get(n) == owner).findFirst().orElseThrow();
      take(oldest, owner);
    }

    private long count(int owner) {
      return held.values().stream().filter(o -> o == owner).count();
    }
  }

  @Test
  void ofManyWhoTakeAtOnceOneGetsIt() throws Exception {
    int threads = 8;
    ExecutorService executor = Executors.newFixedThreadPool(threads);
    try {
      for (int round = 0; round < 200; round++) {
        Nonce nonce = add("owner");
        CyclicBarrier together = new CyclicBarrier(threads);
        Callable<Boolean> taker =
            () -> {
              together.await();
              return take(nonce);
            };
        int taken = 0;
        for (Future<Boolean> result : executor.invokeAll(Collections.nCopies(threads, taker))) {
          taken += result.get() ? 1 : 0;
        }
        assertThat(taken).isEqualTo(1);
      }
    } finally {
      executor.shutdownNow();
    }
  }

  @Test
  void threadsThatAddAndTakeLoseNothing() throws Exception {
    int threads = 4;
    int rounds = 5_000;
    NoncePool<Integer> busy = new NoncePool<>(threads * rounds, rounds, VALID, ticker);
    ExecutorService executor = Executors.newFixedThreadPool(threads);
    try {
      Set<Future<Integer>> results = new HashSet<>();
      for (int thread = 0; thread < threads; thread++) {
        int owner = thread;
        results.add(
            executor.submit(
                () -> {
                  int taken = 0;
                  for (int i = 0; i < rounds; i++) {
                    busy.add(new Nonce(owner, i), owner);
                    taken += busy.take(new Nonce(owner, i), o -> o == owner) ? 1 : 0;
                  }
                  return taken;
                }));
      }
      for (Future<Integer> result : results) {
        assertThat(result.get()).isEqualTo(rounds);
      }
      assertThat(busy.size()).isZero();
    } finally {
      executor.shutdownNow();
    }
  }

  private Nonce add(String owner) {
    Nonce nonce = new Nonce(1, ++issued);
    pool.add(nonce, owner);
    return nonce;
  }

  private boolean contains(Nonce nonce) {
    return pool.contains(nonce, owner -> true);
  }

  private boolean take(Nonce nonce) {
    return pool.take(nonce, owner -> true);
  }
}
