package io.novakms.simulation;

import io.novakms.model.AppId;
import io.novakms.store.Change;
import io.novakms.store.DataRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/** Every write of every key, and what must follow from it. */
final class History {
  private final long skewMs;
  private final boolean forgetful;
  private final Map<String, Key> keys = new TreeMap<>();

  /**
   * A history without a write, where clocks are {@code skew} apart at most.
   *
   * @param forgetful whether nodes forget deletions and what has expired
   */
  History(Duration skew, boolean forgetful) {
    this.forgetful = forgetful;
    this.skewMs = skew.toMillis();
  }

  /** A key, and what was written under it. */
  static final class Key {
    final AppId app;
    final String name;
    final List<Write> writes = new ArrayList<>();

    Key(AppId app, String name) {
      this.app = app;
      this.name = name;
    }

    String place() {
      return app + "/" + name;
    }

    /** Whether a write deletes it, or lets it expire. */
    boolean mayBeForgotten() {
      return writes.stream().anyMatch(write -> write.isDeletion() || write.ttlMs > 0);
    }

    /** The write that made {@code value}. */
    Optional<Write> of(String value) {
      return writes.stream().filter(write -> value.equals(write.value)).findFirst();
    }

    /**
     * A value that was written for ever, answered with 200 before {@code since} as one that a
     * majority holds, never lost, and that no write tried to delete or to let expire.
     */
    Optional<Write> sureSince(long since) {
      boolean mayGo =
          writes.stream()
              .anyMatch(write -> write.mayBe() && (write.isDeletion() || write.ttlMs > 0));
      return mayGo
          ? Optional.empty()
          : writes.stream()
              .filter(write -> write.kept && write.ended < since && !write.lost)
              .findFirst();
    }
  }

  Key key(AppId app, String name) {
    return keys.computeIfAbsent(app + "/" + name, place -> new Key(app, name));
  }

  /** The names under which {@code app} has written. */
  List<String> names(AppId app) {
    return keys.values().stream()
        .filter(key -> key.app.equals(app) && !key.writes.isEmpty())
        .map(key -> key.name)
        .toList();
  }

  Iterable<Key> keys() {
    return keys.values();
  }

  /** How many writes were answered with 200. */
  long done() {
    return keys.values().stream().flatMap(key -> key.writes.stream()).filter(Write::isDone).count();
  }

  /** How many of them were lost. */
  long lost() {
    return keys.values().stream().flatMap(key -> key.writes.stream()).filter(w -> w.lost).count();
  }

  /** What {@code machine} holds, by place. */
  static Map<String, DataRecord> contents(Machine machine) {
    Map<String, DataRecord> contents = new TreeMap<>();
    for (Change change : machine.contents()) {
      contents.put(change.app() + "/" + change.record().key(), change.record());
    }
    return contents;
  }

  /**
   * Marks what no one of {@code machines} holds any more, in its memory or in its journal.
   *
   * @return what was lost just now
   */
  List<String> markLost(List<Machine> machines) {
    List<String> lost = new ArrayList<>();
    for (Key key : keys.values()) {
      for (Write write : key.writes) {
        boolean forgotten = forgetful && write.kept && key.mayBeForgotten();
        if (write.isDone()
            && !forgotten
            && !write.lost
            && machines.stream().noneMatch(machine -> machine.holds(key, write))) {
          write.lost = true;
          if (write.kept && !isOutdated(key, write)) {
            lost.add(key.place() + ": " + write);
          }
        }
      }
    }
    return lost;
  }

  private static boolean isOutdated(Key key, Write write) {
    return write.ttlMs > 0
        || key.writes.stream()
            .anyMatch(other -> other.mayBe() && other != write && other.ended > write.invoked);
  }

  /** Whether {@code contents} has {@code write}, or what may be in its place. */
  static boolean has(Map<String, DataRecord> contents, Key key, Write write) {
    DataRecord record = contents.get(key.place());
    return record != null && record.updatedAtMs() >= lowest(write);
  }

  /** The earliest time with which a record has {@code write}. */
  static long lowest(Write write) {
    return write.updatedAtMs > 0 ? write.updatedAtMs : write.earliestMs;
  }

  /**
   * What is wrong with {@code record} as the last word on {@code key}; empty where nothing is.
   *
   * @param record null where there is none
   * @param value what is in it; null where it has no live value
   */
  Optional<String> wrong(Key key, DataRecord record, String value) {
    Function<Write, String> told = write -> key.place() + ": " + write + " came to nothing: ";
    Optional<Write> from = value == null ? Optional.empty() : key.of(value);
    if (value != null && from.isEmpty()) {
      return Optional.of(key.place() + " holds what nobody wrote: " + value);
    }
    boolean mayBeGone =
        key.writes.stream()
            .anyMatch(write -> write.mayBe() && (write.isDeletion() || write.ttlMs > 0));
    for (Write write : key.writes) {
      if (!write.isDone() || write.lost || write == from.orElse(null)) {
        continue;
      }
      if (record == null) {
        if (!write.isDeletion() && !mayBeGone) {
          return Optional.of(told.apply(write) + "there is nothing");
        }
      } else if (record.updatedAtMs() < lowest(write) - (write.isDeletion() ? skewMs : 0)) {
        return Optional.of(told.apply(write) + "there is " + value);
      } else if (value == null && !write.isDeletion() && !mayBeGone) {
        return Optional.of(told.apply(write) + "it was deleted by no one");
      }
    }
    return Optional.empty();
  }
}
