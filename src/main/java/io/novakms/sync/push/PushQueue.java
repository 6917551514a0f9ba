package io.novakms.sync.push;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Whose turn it is to be pushed to: a bounded number of peers at once; whoever has had a turn and
 * lacks more goes to the end of the line. Not thread-safe.
 */
final class PushQueue {
  private final int parallel;
  private final Set<PeerReplicator> running = new HashSet<>();
  private final Set<PeerReplicator> waiting = new LinkedHashSet<>();

  /** Turns of {@code parallel} peers at once. */
  PushQueue(int parallel) {
    this.parallel = parallel;
  }

  /**
   * Lines up those of {@code links} that are due, behind those that stand there already; those that
   * failed least come first. Whoever is none of them loses its place.
   */
  void line(Collection<PeerReplicator> links, long now) {
    running.removeIf(link -> !link.isRunning());
    waiting.removeIf(link -> !link.isDue(now) || !links.contains(link));
    links.stream()
        .filter(link -> link.isDue(now))
        .sorted(Comparator.comparingInt(PeerReplicator::failures))
        .forEach(waiting::add);
  }

  /** Who is next, and has its turn from now on; empty where nobody waits, or nobody may start. */
  Optional<PeerReplicator> next(long now) {
    Iterator<PeerReplicator> line = waiting.iterator();
    while (running.size() < parallel && line.hasNext()) {
      PeerReplicator link = line.next();
      line.remove();
      if (link.isDue(now)) {
        running.add(link);
        return Optional.of(link);
      }
    }
    return Optional.empty();
  }

  /** The turn of {@code link} is over. */
  void end(PeerReplicator link, long now) {
    running.remove(link);
    if (link.isDue(now)) {
      waiting.add(link);
    }
  }

  /** Whether nobody has a turn, and nobody waits for one. */
  boolean isOver() {
    return running.isEmpty() && waiting.isEmpty();
  }

  /** How many have a turn. */
  int running() {
    return running.size();
  }
}
