package io.novakms.sync.push;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * The peers to push to, a bounded number at once. A peer whose time slice is over, and that lacks
 * more, goes to the end of the queue. Not thread-safe.
 */
final class PushQueue {
  private final int parallel;
  private final Set<PeerReplicator> running = new HashSet<>();
  private final Set<PeerReplicator> waiting = new LinkedHashSet<>();

  /** An empty queue, from which {@code parallel} peers are served at once. */
  PushQueue(int parallel) {
    this.parallel = parallel;
  }

  /**
   * Appends those of {@code replicators} that are due and not in the queue yet, those with the
   * fewest failures first. One that is not among them, or not due any more, leaves the queue.
   */
  void update(Collection<PeerReplicator> replicators, long now) {
    running.removeIf(replicator -> !replicator.isRunning());
    waiting.removeIf(replicator -> !replicator.isDue(now) || !replicators.contains(replicator));
    replicators.stream()
        .filter(replicator -> replicator.isDue(now))
        .sorted(Comparator.comparingInt(PeerReplicator::failures))
        .forEach(waiting::add);
  }

  /** The next peer to serve, from now on; empty where none waits, or no more may be served. */
  Optional<PeerReplicator> next(long now) {
    Iterator<PeerReplicator> inOrder = waiting.iterator();
    while (running.size() < parallel && inOrder.hasNext()) {
      PeerReplicator replicator = inOrder.next();
      inOrder.remove();
      if (replicator.isDue(now)) {
        running.add(replicator);
        return Optional.of(replicator);
      }
    }
    return Optional.empty();
  }

  /** {@code replicator} is not served any more, for now. */
  void end(PeerReplicator replicator, long now) {
    running.remove(replicator);
    if (replicator.isDue(now)) {
      waiting.add(replicator);
    }
  }

  /** Whether no peer is served, and none waits. */
  boolean isOver() {
    return running.isEmpty() && waiting.isEmpty();
  }

  /** How many peers are served. */
  int running() {
    return running.size();
  }
}
