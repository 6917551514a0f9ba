package io.novakms.journal;

import java.time.Clock;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

/**
 * What a journal needs of the world.
 *
 * @param disk where it is; its own directory
 * @param executor runs what writes to the disk, one or two tasks at a time, each for as long as a
 *     sync or the making of a segment takes; never interrupts them
 * @param random a secure source of randomness, for the salts of files
 * @param clock for the time of the last sync
 * @param segmentBytes the length of new segments, a multiple of 8, {@link #MIN_SEGMENT_BYTES} or
 *     more; a record must fit into one
 */
public record JournalSetup(
    Disk disk, Executor executor, RandomGenerator random, Clock clock, int segmentBytes) {
  /** The length of a segment where nothing asks for another. */
  public static final int SEGMENT_BYTES = 1 << 24;

  private static final int MARGIN_BYTES = 1 << 20;

  /** The shortest segment. */
  public static final int MIN_SEGMENT_BYTES = 1 << 10;

  /**
   * The length of segments for records with values of up to {@code valueBytes}: a record with a
   * long key and many counters fits, too.
   */
  public static int segmentBytesFor(int valueBytes) {
    return Math.max(
        SEGMENT_BYTES, (valueBytes * 2 + MARGIN_BYTES) / Frame.ALIGNMENT * Frame.ALIGNMENT);
  }

  /** Checks the length. */
  public JournalSetup {
    Objects.requireNonNull(disk, "disk");
    Objects.requireNonNull(executor, "executor");
    Objects.requireNonNull(random, "random");
    Objects.requireNonNull(clock, "clock");
    if (segmentBytes < MIN_SEGMENT_BYTES || segmentBytes % Frame.ALIGNMENT != 0) {
      throw new IllegalArgumentException(
          "a segment has at least " + MIN_SEGMENT_BYTES + " bytes, a multiple of 8");
    }
  }
}
