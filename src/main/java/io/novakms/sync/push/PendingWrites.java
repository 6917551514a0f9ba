package io.novakms.sync.push;

import io.novakms.store.Change;
import io.novakms.sync.push.PendingWrite.Memories;
import io.novakms.sync.push.PendingWrite.Place;
import io.novakms.sync.quorum.Lives;
import io.novakms.sync.quorum.Majority;
import io.novakms.sync.quorum.Statement;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** The writes that wait to be answered. Not thread-safe: {@link DeltaPush} guards it. */
final class PendingWrites {
  private final Map<PendingWrite, Place> writes = new LinkedHashMap<>();
  private final Map<Place, Set<PendingWrite>> byPlace = new HashMap<>();

  void add(PendingWrite write, Place place) {
    writes.put(write, place);
    byPlace.computeIfAbsent(place, any -> new LinkedHashSet<>()).add(write);
  }

  void remove(PendingWrite write) {
    Place place = writes.remove(write);
    byPlace.computeIfPresent(
        place,
        (same, those) -> {
          those.remove(write);
          return those.isEmpty() ? null : those;
        });
  }

  boolean isEmpty() {
    return writes.isEmpty();
  }

  /** Whether one of {@code changes} is to a key that a write is waiting for. */
  boolean isAmong(Collection<Change> changes) {
    return changes.stream()
        .anyMatch(change -> byPlace.containsKey(new Place(change.app(), change.record().key())));
  }

  /** A peer took every one of {@code changes} into its memory number {@code memory}. */
  void acknowledged(Collection<Change> changes, int memory, Statement said) {
    if (isEmpty()) {
      return;
    }
    for (Change change : changes) {
      byPlace
          .getOrDefault(new Place(change.app(), change.record().key()), Set.of())
          .forEach(write -> write.acknowledged(change.record(), memory, said));
    }
  }

  /** Completes those that enough members hold; see {@link PendingWrite#settle}. */
  void settle(Lives heard, Majority members, Memories memories) {
    writes.keySet().forEach(write -> write.settle(heard, members, memories));
  }

  /** Ends the waiting for all of them. */
  void end() {
    writes.keySet().forEach(write -> write.result().complete(PendingWrite.ENDED));
  }
}
