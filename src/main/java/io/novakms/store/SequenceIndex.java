package io.novakms.store;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Entries by sequence number: a tree whose nodes have 64 places each, one for each value of the six
 * bits of the number that the node's level looks at. Nothing is compared with on the way to an
 * entry: in a large store each such step is a wait for memory, and here only the last node is far
 * away. Of its places a node keeps those that are in use, close together, and there is no node with
 * less than two entries below it, so that an entry takes five to thirty bytes, whatever came before
 * and after it and is gone. All steps are O(log n) in the highest number. Not thread-safe.
 */
final class SequenceIndex {
  private static final int BITS = 6;
  private static final int PLACES = 1 << BITS;

  // With so many levels, every positive number has its place.
  private static final int MOST_LEVELS = (Long.SIZE + BITS - 1) / BITS;

  static final class Node {
    private static final int FEWEST = 2;

    /** A bit for each place that is in use. */
    private long used;

    /** What is in those places, in their order: entries, and nodes with further ones. */
    Object[] held = new Object[FEWEST];

    private boolean has(int place) {
      return (used >>> place & 1) != 0;
    }

    /** How many places before {@code place} are in use. */
    private int rank(int place) {
      return Long.bitCount(used & ((1L << place) - 1));
    }

    private int size() {
      return Long.bitCount(used);
    }

    private Object get(int place) {
      return held[rank(place)];
    }

    private void replace(int place, Object other) {
      held[rank(place)] = other;
    }

    private void put(int place, Object child) {
      int size = size();
      if (size == held.length) {
        held = Arrays.copyOf(held, 2 * size);
      }
      int at = rank(place);
      System.arraycopy(held, at, held, at + 1, size - at);
      held[at] = child;
      used |= 1L << place;
    }

    private void clear(int place) {
      int at = rank(place);
      int left = size() - 1;
      System.arraycopy(held, at + 1, held, at, left - at);
      held[left] = null;
      used &= ~(1L << place);
      if (left <= held.length / 4 && held.length > FEWEST) {
        held = Arrays.copyOf(held, held.length / 2);
      }
    }

    /** This node, or the only entry below it, which can replace it. */
    private Object orOnlyEntry() {
      return size() == 1 && held[0] instanceof Entry ? held[0] : this;
    }
  }

  Node root = new Node();

  /** Numbers of so many digits of six bits have their place below the root. */
  private int levels = 1;

  /** Adds {@code entry}, whose number is higher than all before. */
  void append(Entry entry) {
    while (!isBelowRoot(entry.sequence)) {
      addLevel();
    }
    Node node = root;
    int level = levels - 1;
    int place = place(entry.sequence, level);
    while (node.has(place)) {
      Object there = node.get(place);
      level--;
      if (there instanceof Entry other) {
        Node both = new Node();
        both.put(place(other.sequence, level), other);
        node.replace(place, both);
        node = both;
      } else {
        node = (Node) there;
      }
      place = place(entry.sequence, level);
    }
    node.put(place, entry);
  }

  /** Puts {@code entry} in the place of the one with its number, which is in here. */
  void replace(Entry entry) {
    Node node = root;
    int level = levels - 1;
    while (node.get(place(entry.sequence, level)) instanceof Node below) {
      node = below;
      level--;
    }
    node.replace(place(entry.sequence, level), entry);
  }

  /** Takes out {@code entry}, which is in here. */
  void remove(Entry entry) {
    remove(entry, root, levels - 1);
  }

  /** The entries after number {@code position}, in order, {@code limit} at most. */
  List<Entry> after(long position, int limit) {
    List<Entry> found = new ArrayList<>();
    if (isBelowRoot(position + 1)) {
      collect(root, levels - 1, position + 1, limit, found);
    }
    return found;
  }

  private void remove(Entry entry, Node node, int level) {
    int place = place(entry.sequence, level);
    if (!(node.get(place) instanceof Node below)) {
      node.clear(place);
      return;
    }
    remove(entry, below, level - 1);
    Object rest = below.orOnlyEntry();
    if (rest != below) {
      node.replace(place, rest);
    }
  }

  /** Adds what is below {@code node} and has the number {@code first} or a higher one. */
  private static void collect(Node node, int level, long first, int limit, List<Entry> found) {
    int place = place(first, level);
    int size = node.size();
    // Only what is below the first number's own place can have a lower one.
    long from = node.has(place) ? first : 0;
    for (int at = node.rank(place); at < size && found.size() < limit; at++) {
      if (node.held[at] instanceof Node below) {
        collect(below, level - 1, from, limit, found);
      } else {
        Entry entry = (Entry) node.held[at];
        if (entry.sequence >= from) {
          found.add(entry);
        }
      }
      from = 0;
    }
  }

  private void addLevel() {
    Node higher = new Node();
    if (root.used != 0) {
      higher.put(0, root.orOnlyEntry());
    }
    root = higher;
    levels++;
  }

  private boolean isBelowRoot(long sequence) {
    return levels == MOST_LEVELS || sequence >>> (BITS * levels) == 0;
  }

  private static int place(long sequence, int level) {
    return (int) (sequence >>> (BITS * level)) & (PLACES - 1);
  }
}
