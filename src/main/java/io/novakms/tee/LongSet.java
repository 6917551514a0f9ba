package io.novakms.tee;

/**
 * A set of evenly spread 64-bit values: open addressing with linear probing, at most half full, so
 * 16 to 32 bytes a value. It only grows. Not for use by many threads.
 */
final class LongSet {
  private static final int SMALLEST = 16;

  /** 0 marks a free slot; the value 0 itself is kept separately. */
  private long[] places = new long[SMALLEST];

  private boolean hasZero;
  private int size;

  int size() {
    return size;
  }

  boolean contains(long value) {
    return value == 0 ? hasZero : places[placeOf(value)] == value;
  }

  /** Adds {@code value}, and returns whether it is new. */
  boolean add(long value) {
    if (contains(value)) {
      return false;
    }
    if (value == 0) {
      hasZero = true;
    } else {
      if (2 * (size + 1) > places.length) {
        grow();
      }
      places[placeOf(value)] = value;
    }
    size++;
    return true;
  }

  /** The slot of {@code value}, or else the free slot for it. */
  private int placeOf(long value) {
    int mask = places.length - 1;
    int slot = (int) value & mask;
    while (places[slot] != 0 && places[slot] != value) {
      slot = slot + 1 & mask;
    }
    return slot;
  }

  private void grow() {
    long[] old = places;
    places = new long[2 * old.length];
    for (long value : old) {
      if (value != 0) {
        places[placeOf(value)] = value;
      }
    }
  }
}
