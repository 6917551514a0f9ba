package io.novakms.journal;

import java.util.TreeMap;

/** Which segments there are. Guarded by the journal's lock. */
final class SegmentTable {
  /** Spare room, in segments, before it pays to clean any. */
  private static final int SLACK = 4;

  private final TreeMap<Long, Long> bytesByNumber;
  private final int segmentBytes;
  private long bytes;
  private long next;
  private long unfinished;
  private long released;

  /**
   * The segments that were loaded, all of them finished.
   *
   * @param next the number of the one that is made next
   */
  SegmentTable(TreeMap<Long, Long> loaded, long next, int segmentBytes) {
    this.bytesByNumber = loaded;
    this.segmentBytes = segmentBytes;
    this.next = next;
    this.unfinished = next;
    this.bytes = loaded.values().stream().mapToLong(Long::longValue).sum();
  }

  long next() {
    return next;
  }

  /** The segment that was to be made next was made. */
  void add(long number) {
    bytesByNumber.put(number, (long) segmentBytes);
    bytes += segmentBytes;
    next = number + 1;
  }

  /** All before {@code number} are finished. */
  void writesTo(long number) {
    unfinished = number;
  }

  /**
   * The oldest segment, where it is finished and enough was replaced; else 0.
   *
   * @param currentBytes what is needed of all segments
   * @param noRoom whether the disk has no room for another one
   */
  long toClean(long currentBytes, boolean noRoom) {
    if (bytesByNumber.isEmpty() || bytesByNumber.firstKey() >= unfinished) {
      return 0;
    }
    long slack = (long) SLACK * segmentBytes;
    boolean wasteful = bytes > 2 * currentBytes + slack;
    // Each restart leaves a short one.
    boolean crowded = count() > 2 * (SLACK + bytes / segmentBytes);
    boolean hopeful = noRoom && bytes > currentBytes + segmentBytes;
    return wasteful || crowded || hopeful ? bytesByNumber.firstKey() : 0;
  }

  void release(long number) {
    bytes -= bytesByNumber.remove(number);
    released++;
  }

  int count() {
    return bytesByNumber.size();
  }

  long bytes() {
    return bytes;
  }

  /** How many were released. */
  long released() {
    return released;
  }
}
