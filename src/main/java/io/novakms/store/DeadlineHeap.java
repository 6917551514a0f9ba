package io.novakms.store;

import java.util.Arrays;

/**
 * Entries by deadline, the earliest first: a binary heap in which each entry knows its own place,
 * so that any can be taken out in O(log n) and takes four bytes or eight. Not thread-safe.
 */
final class DeadlineHeap {
  private static final int SMALLEST = 16;

  private Entry[] entries = {};
  private int size;

  int size() {
    return size;
  }

  /** The entry with the earliest deadline; null where there is none. */
  Entry first() {
    return size == 0 ? null : entries[0];
  }

  /** Whether {@code entry} is in this heap, of all. */
  boolean contains(Entry entry) {
    return entry.heapIndex >= 0 && entry.heapIndex < size && entries[entry.heapIndex] == entry;
  }

  void add(Entry entry) {
    if (size == entries.length) {
      entries = Arrays.copyOf(entries, Math.max(SMALLEST, size + size / 2));
    }
    size++;
    siftUp(size - 1, entry);
  }

  /** Takes out {@code entry}, which is in this heap. */
  void remove(Entry entry) {
    int hole = entry.heapIndex;
    entry.heapIndex = Entry.NOT_IN_HEAP;
    size--;
    Entry last = entries[size];
    entries[size] = null;
    if (last != entry) {
      siftDown(hole, last);
      siftUp(last.heapIndex, last);
    }
    if (size < entries.length / 4 && entries.length > SMALLEST) {
      entries = Arrays.copyOf(entries, entries.length / 2);
    }
  }

  /** How many deadlines lie before {@code ms}; takes time by their number, not by the size. */
  int countBefore(long ms) {
    return countBefore(ms, 0);
  }

  private int countBefore(long ms, int root) {
    if (root >= size || entries[root].deadlineMs >= ms) {
      return 0;
    }
    return 1 + countBefore(ms, 2 * root + 1) + countBefore(ms, 2 * root + 2);
  }

  private void siftUp(int from, Entry entry) {
    int at = from;
    while (at > 0 && entries[(at - 1) / 2].deadlineMs > entry.deadlineMs) {
      place(at, entries[(at - 1) / 2]);
      at = (at - 1) / 2;
    }
    place(at, entry);
  }

  private void siftDown(int from, Entry entry) {
    int at = from;
    while (2 * at + 1 < size) {
      int child = 2 * at + 1;
      if (child + 1 < size && entries[child + 1].deadlineMs < entries[child].deadlineMs) {
        child++;
      }
      if (entries[child].deadlineMs >= entry.deadlineMs) {
        break;
      }
      place(at, entries[child]);
      at = child;
    }
    place(at, entry);
  }

  private void place(int at, Entry entry) {
    entries[at] = entry;
    entry.heapIndex = at;
  }
}
