package io.novakms.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.novakms.journal.JournalException.Problem;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TailTest {
  private static final int SIZE = Frame.sizeOf(100);

  private final SegmentFiles files =
      new SegmentFiles(
          new SimulatedDisk(),
          new JournalIdentity(Fixtures.WALLET, Fixtures.SECRET.hash()),
          Fixtures.SECRET.keys().journalKey(),
          new Random(1),
          Fixtures.SEGMENT_BYTES);
  private final Tail tail = new Tail(Fixtures.SEGMENT_BYTES);

  @Test
  void fullTailStillTakesTheReleaseOfASegment() throws IOException {
    tail.add(files.create(1));
    JournalException refused = null;
    while (refused == null) {
      refused =
          catchThrowableOfType(
              JournalException.class, () -> tail.place(FrameKind.ENTRY, 40, false));
    }
    assertThat(refused.problem()).isEqualTo(Problem.BUSY);
    long offset = tail.place(FrameKind.RELEASED, Frame.sizeOf(Long.BYTES), true);
    assertThat(offset + Frame.sizeOf(Long.BYTES)).isLessThanOrEqualTo(tail.segment().usableEnd());
  }

  @Test
  void framesFollowEachOtherAndGoOnInTheSpareSegment() throws IOException {
    tail.add(files.create(1));
    tail.add(files.create(2));
    long expected = SegmentHeader.BYTES;
    while (tail.segment().number() == 1) {
      long offset = tail.place(FrameKind.ENTRY, SIZE, false);
      assertThat(offset).isEqualTo(tail.segment().number() == 1 ? expected : SegmentHeader.BYTES);
      assertThat(tail.offset()).isLessThanOrEqualTo(tail.segment().usableEnd());
      expected += SIZE;
    }
    assertThat(tail.needsSegment()).isTrue();
  }

  @Test
  void whatIsLeftOfAFullDiskIsForMaintenance() throws IOException {
    tail.add(files.create(1));
    tail.failed(new SegmentUnavailableException(new DiskFullException("full", null)));
    JournalException refused =
        catchThrowableOfType(
            JournalException.class, () -> tail.place(FrameKind.ENTRY, SIZE, false));
    assertThat(refused.problem()).isEqualTo(Problem.FULL);
    assertThat(tail.place(FrameKind.ENTRY, SIZE, true)).isEqualTo(SegmentHeader.BYTES);
    tail.add(files.create(2));
    assertThat(tail.place(FrameKind.ENTRY, SIZE, false)).isPositive();
  }
}
