package io.novakms.simulation;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A plain model of what the store may answer: one process of a node never goes back. What it has
 * answered for a key once, or anything later, is what it answers from then on, until that is
 * deleted or its time to live is over.
 */
final class Answers {
  private final Cluster cluster;

  /** By key and process, the time of the latest record that an app was told of. */
  private final Map<List<Object>, Long> latest = new HashMap<>();

  Answers(Cluster cluster) {
    this.cluster = cluster;
  }

  /** What is known of a key, and of a process of a node, when it is asked. */
  final class Asked {
    private final History.Key key;
    private final Machine node;
    private final int life;
    private final long before;
    private final long clockMs;

    private Asked(History.Key key, Machine node) {
      this.key = key;
      this.node = node;
      this.life = node.lives();
      this.before = latest.getOrDefault(place(), -1L);
      this.clockMs = node.clock().millis();
    }

    private List<Object> place() {
      return List.of(key.place(), node.name(), life);
    }

    private boolean isSameProcess() {
      return node.isRunning() && node.lives() == life;
    }

    /** The node answered that it stored a record of that time. */
    void stored(long updatedAtMs) {
      if (isSameProcess()) {
        if (updatedAtMs <= before) {
          cluster.broken(
              "history", node.name() + " stamped a write of " + key.place() + " before another");
        }
        latest.merge(place(), updatedAtMs, Math::max);
      }
    }

    /** The node answered that it deleted the value. */
    void deleted() {
      if (isSameProcess()) {
        latest.merge(place(), before + 1, Math::max);
      }
    }

    /** The node answered with the value of {@code write}, of that time. */
    void read(Write write, long updatedAtMs) {
      if (!isSameProcess()) {
        return;
      }
      if (updatedAtMs < before) {
        cluster.broken(
            "history", node.name() + " answers with " + write + " after it had a later record");
      }
      boolean isOver = write.ttlMs > 0 && updatedAtMs + write.ttlMs < clockMs;
      if (isOver && !cluster.plan().movesClocks()) {
        cluster.broken("history", node.name() + " answers with " + write + ", which has expired");
      }
      latest.merge(place(), updatedAtMs, Math::max);
    }
  }

  /** Before {@code node} is asked for {@code key}. */
  Asked asking(History.Key key, Machine node) {
    return new Asked(key, node);
  }
}
