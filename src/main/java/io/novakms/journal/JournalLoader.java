package io.novakms.journal;

import io.novakms.store.Change;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Reads what a former process left. First everything is checked; then the last segment is brought
 * to an orderly end, and what is released goes; only then are records handed on. Where something is
 * damaged, nothing has changed.
 */
final class JournalLoader {
  private static final long FIRST = 1;
  private static final int COPY_BYTES = 1 << 16;

  private final SegmentFiles files;
  private final TreeMap<Long, Long> segments = new TreeMap<>();
  private final TreeSet<Long> numbers;
  private long released;
  private long last;
  private SegmentEnd end;
  private LifeMark life;
  private long lifeSegment;

  JournalLoader(SegmentFiles files) throws IOException {
    this.files = files;
    this.numbers = files.numbers();
  }

  /**
   * Loads.
   *
   * @throws DamagedException where something is not as it was written
   * @throws IOException where the disk fails; what was handed on until then is authentic
   */
  LoadedSegments load(Consumer<Change> records) throws IOException {
    check();
    SealedEnd toOpen = last == 0 ? null : repair();
    long torn = end == null ? 0 : end.tornBytes();
    tidy();
    long count = deliver(records);
    return new LoadedSegments(
        segments, last + 1, toOpen, count, torn, Optional.ofNullable(life), lifeSegment);
  }

  /** Reads all segments, from the last that was written to to the first that still counts. */
  private void check() throws IOException {
    for (long number : numbers.descendingSet()) {
      if (last == 0) {
        check(number);
      }
    }
    if (last == 0 && !numbers.isEmpty() && numbers.first() != FIRST) {
      throw missing(numbers.first() - 1);
    }
    for (long number = last - 1; number > released; number--) {
      if (!numbers.contains(number)) {
        throw missing(number);
      }
      check(number);
    }
  }

  private DamagedException missing(long number) {
    return new DamagedException(files.name(number), 0, "the file is missing");
  }

  private void check(long number) throws IOException {
    try (Segment segment = files.open(number)) {
      SegmentEnd found = new SegmentScan(segment).run(frame -> check(segment, frame));
      if (last == 0) {
        if (found.kind() == SegmentEnd.Kind.UNUSED) {
          return;
        }
        last = number;
        end = found;
        if (found.nextMustFollow() && !numbers.contains(number + 1)) {
          throw missing(number + 1);
        }
      } else if (found.kind() == SegmentEnd.Kind.UNUSED
          || found.kind() == SegmentEnd.Kind.UNFINISHED) {
        throw new DamagedException(
            segment.name(), found.offset(), "it has no end, although the next segment was written");
      }
      segments.put(number, segment.file().size());
    }
  }

  private void check(Segment segment, Frame frame) throws IOException {
    byte[] plaintext = segment.codec().open(frame);
    switch (frame.kind()) {
      case RELEASED -> released = Math.max(released, ByteBuffer.wrap(plaintext).getLong());
      case LIFE -> lives(segment, decode(segment, frame, plaintext, LifeMarkCodec::decode));
      default -> decode(segment, frame, plaintext);
    }
  }

  /** Segments are read from the last one to the first, and the last word counts. */
  private void lives(Segment segment, LifeMark mark) {
    if (segment.number() >= lifeSegment) {
      lifeSegment = segment.number();
      life = mark;
    }
  }

  static Change decode(Segment segment, Frame frame, byte[] plaintext) throws DamagedException {
    return decode(segment, frame, plaintext, EntryCodec::decode);
  }

  private static <T> T decode(
      Segment segment, Frame frame, byte[] plaintext, Function<byte[], T> codec)
      throws DamagedException {
    try {
      return codec.apply(plaintext);
    } catch (IllegalArgumentException e) {
      throw new DamagedException(
          segment.name(), frame.offset(), "a record can't be read; a later version may have");
    }
  }

  /**
   * Brings the last segment to an orderly end. What was read may be in memory only, where a former
   * process could not sync it, so all of it is written again before anything relies on it.
   */
  private SealedEnd repair() throws IOException {
    try (Segment segment = files.open(last)) {
      rewrite(segment.file(), end);
      switch (end.kind()) {
        case UNFINISHED -> segment.seal(end.offset());
        case CLOSED -> segment.truncateBehindSeal(end.offset());
        default -> {
          // The next segment follows.
        }
      }
      segments.put(last, segment.file().size());
    }
    return end.nextMustFollow() ? null : new SealedEnd(last, end.offset());
  }

  private static void rewrite(DiskFile file, SegmentEnd end) throws IOException {
    byte[] bytes = new byte[COPY_BYTES];
    long kept = end.bytesEnd() - end.tornBytes();
    int length;
    for (long at = 0; at < kept; at += length) {
      length = file.read(at, bytes, 0, (int) Math.min(bytes.length, kept - at));
      file.write(at, bytes, 0, length);
    }
    byte[] zeros = new byte[COPY_BYTES];
    for (long at = kept; at < end.bytesEnd(); at += length) {
      length = (int) Math.min(zeros.length, end.bytesEnd() - at);
      file.write(at, zeros, 0, length);
    }
    file.sync();
  }

  /** Deletes what was released, what was never finished, and spare segments but the next. */
  private void tidy() throws IOException {
    files.sync();
    files.deleteUnfinished();
    for (long number : numbers) {
      if (number <= released || number > last + 1) {
        files.delete(number);
      }
    }
    files.sync();
    segments.headMap(released, true).clear();
  }

  private long deliver(Consumer<Change> records) throws IOException {
    long[] count = {0};
    for (long number : segments.keySet()) {
      try (Segment segment = files.open(number)) {
        new SegmentScan(segment)
            .run(
                frame -> {
                  if (frame.kind() == FrameKind.ENTRY) {
                    records.accept(decode(segment, frame, segment.codec().open(frame)));
                    count[0]++;
                  }
                });
      }
    }
    return count[0];
  }
}
