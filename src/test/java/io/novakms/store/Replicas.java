package io.novakms.store;

import static io.novakms.store.Samples.APP;

import io.novakms.model.Wallet;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * Nodes with clocks of their own, which push changes to each other as {@code sync} does: from the
 * last acknowledged position, in small batches, without what came from the receiver, and from the
 * start again when the receiver has restarted.
 */
final class Replicas {
  /** A node, and how far the others have acknowledged. */
  static final class Node {
    final Wallet wallet;
    final SettableClock time = new SettableClock(Samples.NOW);
    final Map<Node, Long> acknowledged = new HashMap<>();
    final Map<Node, Long> completeUpTo = new HashMap<>();
    DataStore store;
    boolean restarted;

    Node(Wallet wallet) {
      this.wallet = wallet;
    }
  }

  /** How much of a batch arrives. */
  enum Delivery {
    /** All of it, and the acknowledgement. */
    COMPLETE,
    /** All of it, out of order, some records twice; the acknowledgement is lost. */
    UNACKNOWLEDGED,
    /** Some of it; the connection broke. */
    PARTIAL
  }

  final List<Node> nodes;
  private final StoreLimits limits;

  Replicas(int count, StoreLimits limits) {
    this.limits = limits;
    nodes = IntStream.rangeClosed(1, count).mapToObj(i -> new Node(Samples.wallet(i))).toList();
    nodes.forEach(node -> node.store = newStore(node));
  }

  /** Pushes one batch; says whether there was anything to push. */
  boolean push(Node from, Node to, Delivery push, Random random) {
    long position = from.acknowledged.getOrDefault(to, ChangeFeed.START);
    boolean complete = position < from.completeUpTo.getOrDefault(to, ChangeFeed.START);
    Predicate<Wallet> leaveOut = origin -> !complete && origin.equals(to.wallet);
    ChangeBatch batch = from.store.feed().after(position, leaveOut, Samples.records(3));
    List<Change> arriving = new ArrayList<>(batch.changes());
    if (push == Delivery.UNACKNOWLEDGED) {
      arriving.addAll(batch.changes().subList(0, batch.changes().size() / 2));
      Collections.shuffle(arriving, random);
    } else if (push == Delivery.PARTIAL) {
      arriving = arriving.subList(0, arriving.size() / 2);
    }
    arriving.forEach(change -> to.store.merge(change.app(), change.record(), from.wallet));
    if (push == Delivery.COMPLETE) {
      from.acknowledged.put(to, batch.position());
      tellFeed(from);
    }
    return !batch.changes().isEmpty();
  }

  /** Loses all that {@code node} has in memory, and brings it back with what {@code other} has. */
  void restart(Node node, Node other) {
    node.store = newStore(node);
    node.restarted = true;
    node.acknowledged.clear();
    node.completeUpTo.clear();
    for (Node peer : nodes) {
      peer.acknowledged.remove(node);
      tellFeed(peer);
      peer.completeUpTo.put(node, peer.store.feed().head());
    }
    Samples.changes(other.store)
        .forEach(change -> node.store.merge(APP, change.record(), other.wallet));
  }

  /** Lets all push to all until none has anything left, and says how many rounds that took. */
  int settle(int maxRounds, Consumer<Node> sentSomething) {
    Random unused = new Random(0);
    for (int round = 1; round <= maxRounds; round++) {
      boolean quiet = true;
      for (Node from : nodes) {
        for (Node to : nodes) {
          while (from != to && push(from, to, Delivery.COMPLETE, unused)) {
            quiet = false;
            sentSomething.accept(from);
          }
        }
      }
      if (quiet) {
        return round;
      }
    }
    throw new AssertionError("changes still go round after " + maxRounds + " rounds");
  }

  private void tellFeed(Node node) {
    long acknowledged =
        nodes.stream()
            .filter(peer -> peer != node)
            .mapToLong(peer -> node.acknowledged.getOrDefault(peer, ChangeFeed.START))
            .min()
            .orElseThrow();
    node.store.feed().acknowledged(acknowledged);
    node.store.feed().compared(Long.MAX_VALUE);
  }

  private DataStore newStore(Node node) {
    return new DataStore(node.wallet, limits, node.time, new SecureRandom());
  }
}
