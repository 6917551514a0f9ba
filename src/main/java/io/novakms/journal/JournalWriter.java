package io.novakms.journal;

import io.novakms.journal.JournalStatus.State;
import java.io.Closeable;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What a journal writes: gives frames their places under a short lock, and writes them, and makes
 * segments ahead, in tasks of the executor. Thread-safe.
 */
final class JournalWriter {
  private static final int MAX_BATCH_BYTES = 1 << 20;

  /** What waits takes memory, so it must not be more than this. */
  private static final long MAX_PENDING_SEGMENTS = 2;

  private final JournalSetup setup;
  private final SegmentFiles files;
  private final LoadedSegments loaded;
  private final Runnable letGo;
  private final BatchWriter writer = new BatchWriter();
  private final CompletableFuture<Void> closed = new CompletableFuture<>();

  private final ReentrantLock lock = new ReentrantLock();
  // All guarded by the lock.
  private final SegmentTable table;
  private final Tail tail;
  private final Deque<Pending> pending = new ArrayDeque<>();
  private CompletableFuture<Void> lastAppended = CompletableFuture.completedFuture(null);
  private long pendingBytes;
  private SealedEnd seal;
  private byte[] life;
  private long lifeSegment;
  private boolean writing;
  private boolean making;
  private boolean closing;
  private boolean ended;
  private volatile JournalException failure;
  private long writtenRecords;
  private long syncs;
  private Instant lastSync;

  /**
   * Goes on behind what was loaded.
   *
   * @param letGo called once when all is written and sealed, or has failed
   */
  JournalWriter(JournalSetup setup, SegmentFiles files, LoadedSegments loaded, Runnable letGo) {
    this.setup = setup;
    this.files = files;
    this.loaded = loaded;
    this.letGo = letGo;
    this.table = new SegmentTable(loaded.segments(), loaded.next(), setup.segmentBytes());
    this.tail = new Tail(setup.segmentBytes());
    this.seal = loaded.seal();
    this.life = loaded.life().map(LifeMarkCodec::encode).orElse(null);
    this.lifeSegment = loaded.lifeSegment();
  }

  /**
   * Makes the first segment, on the caller's thread.
   *
   * @throws JournalException where the disk failed
   */
  void begin() {
    making = true;
    make();
    if (failure != null) {
      throw failure;
    }
  }

  /** Completes once all that was appended before is on the disk; fails as that does. */
  CompletableFuture<Void> durable() {
    lock.lock();
    try {
      return lastAppended;
    } finally {
      lock.unlock();
    }
  }

  /** Takes nothing more. The result completes once all is sealed, and fails where it was not. */
  CompletableFuture<Void> close() {
    change(() -> closing = true);
    return closed;
  }

  /** Tries again to make a segment, where that failed. */
  void retrySegment() {
    boolean[] retry = {false};
    change(
        () -> {
          retry[0] = failure == null && !closing && !making && tail.problem() != null;
          making |= retry[0];
        });
    if (retry[0]) {
      start(this::make);
    }
  }

  /** The number of the segment to clean next; 0 where there is none that is worth it. */
  long toClean(long currentBytes) {
    lock.lock();
    try {
      boolean usable = failure == null && !closing;
      return usable ? table.toClean(currentBytes, tail.problem() != null) : 0;
    } finally {
      lock.unlock();
    }
  }

  /** The segment {@code number} was deleted for good. */
  void released(long number) {
    change(() -> table.release(number));
  }

  /** Ends the journal's word. */
  void fail(Throwable cause) {
    List<Pending> lost = new ArrayList<>();
    change(
        () -> {
          failure = failure != null ? failure : JournalException.failed(cause);
          lost.addAll(pending);
          pending.clear();
          pendingBytes = 0;
        });
    lost.forEach(frame -> frame.durable().completeExceptionally(failure));
  }

  /**
   * Takes a frame.
   *
   * @param maintenance see {@link Tail#place}
   * @return completes once it is on the disk
   * @throws JournalException where it was not taken
   */
  CompletableFuture<Void> append(FrameKind kind, byte[] plaintext, boolean maintenance) {
    CompletableFuture<Void> durable = new CompletableFuture<>();
    change(() -> take(kind, plaintext, maintenance, durable));
    return durable;
  }

  private void take(
      FrameKind kind, byte[] plaintext, boolean maintenance, CompletableFuture<Void> durable) {
    if (failure != null || closing) {
      throw failure != null ? failure : JournalException.closed();
    }
    if (pendingBytes > MAX_PENDING_SEGMENTS * setup.segmentBytes()) {
      throw JournalException.busy();
    }
    long offset = tail.place(kind, Frame.sizeOf(plaintext.length), maintenance);
    Pending frame = new Pending(tail.segment(), offset, kind, plaintext, durable);
    pending.add(frame);
    pendingBytes += frame.size();
    lastAppended = durable;
    if (kind == FrameKind.LIFE) {
      life = plaintext;
      lifeSegment = tail.segment().number();
    }
  }

  /** Appends the node's life again, where the last word of it is in the segment {@code number}. */
  void keepLife(long number) {
    change(
        () -> {
          if (lifeSegment == number) {
            take(FrameKind.LIFE, life, true, new CompletableFuture<>());
          }
        });
  }

  /** Changes the state, and starts what is to be done then. */
  private void change(Runnable change) {
    List<Runnable> tasks = new ArrayList<>(2);
    lock.lock();
    try {
      change.run();
      if (!writing && !pending.isEmpty()) {
        writing = true;
        tasks.add(this::write);
      } else if (!writing && !making && closing && !ended) {
        ended = true;
        tasks.add(this::end);
      }
      boolean wanted = tail.needsSegment() && tail.problem() == null;
      if (!making && wanted && failure == null && !closing) {
        making = true;
        tasks.add(this::make);
      }
    } finally {
      lock.unlock();
    }
    tasks.forEach(this::start);
  }

  private void start(Runnable task) {
    try {
      setup.executor().execute(task);
    } catch (RejectedExecutionException e) {
      // It was shut down: what was taken, and the seal, shall come to the disk nevertheless.
      task.run();
    }
  }

  /** Writes one batch, which is empty where the journal failed meanwhile. One at a time. */
  private void write() {
    List<Pending> batch = nextBatch();
    try {
      writer.write(batch);
    } catch (IOException | RuntimeException e) {
      // Whatever went wrong, what is on the disk now is unknown.
      fail(e);
      change(() -> writing = false);
      batch.forEach(frame -> frame.durable().completeExceptionally(failure));
      return;
    }
    Instant now = setup.clock().instant();
    change(() -> written(batch, now));
    batch.forEach(frame -> frame.durable().complete(null));
  }

  private void written(List<Pending> batch, Instant now) {
    writing = false;
    if (!batch.isEmpty()) {
      writtenRecords += batch.size();
      syncs++;
      lastSync = now;
      table.writesTo(batch.get(0).segment().number());
    }
  }

  private List<Pending> nextBatch() {
    List<Pending> batch = new ArrayList<>();
    lock.lock();
    try {
      long bytes = 0;
      Pending next = pending.peek();
      Segment segment = next == null ? null : next.segment();
      while (next != null && next.segment() == segment && bytes < MAX_BATCH_BYTES) {
        batch.add(pending.remove());
        bytes += next.size();
        next = pending.peek();
      }
      pendingBytes -= bytes;
      return batch;
    } finally {
      lock.unlock();
    }
  }

  /** Makes the next segment. One at a time. */
  private void make() {
    try {
      Segment made = files.create(table.next());
      if (seal != null) {
        // Before anything is written to the new segment: from here on it must not be missing.
        try (Segment sealed = files.open(seal.number())) {
          sealed.markOpened(seal.offset());
        }
        seal = null;
      }
      change(
          () -> {
            making = false;
            table.add(made.number());
            tail.add(made);
          });
    } catch (SegmentUnavailableException e) {
      change(
          () -> {
            making = false;
            tail.failed(e);
          });
    } catch (IOException | RuntimeException e) {
      fail(e);
      change(() -> making = false);
    }
  }

  /** Seals and lets go of everything, once nothing waits any more. */
  private void end() {
    Throwable problem = failure;
    Segment segment = tail.segment();
    try {
      if (problem == null && segment != null) {
        segment.seal(tail.offset());
      }
    } catch (IOException e) {
      problem = JournalException.failed(e);
    }
    closeQuietly(segment);
    closeQuietly(tail.spare());
    letGo.run();
    if (problem == null) {
      closed.complete(null);
    } else {
      closed.completeExceptionally(problem);
    }
  }

  static void closeQuietly(Closeable file) {
    try {
      if (file != null) {
        file.close();
      }
    } catch (IOException e) {
      // All that counts was synced before.
    }
  }

  JournalStatus status(Optional<JournalException> otherProblem, List<String> others) {
    lock.lock();
    try {
      return new JournalStatus(
          state(),
          problem().or(() -> otherProblem).map(Throwable::getMessage),
          table.count(),
          table.bytes(),
          pending.size(),
          pendingBytes,
          writtenRecords,
          syncs,
          Optional.ofNullable(lastSync),
          table.released(),
          loaded.records(),
          loaded.tornBytes(),
          others);
    } finally {
      lock.unlock();
    }
  }

  private State state() {
    if (failure != null) {
      return State.FAILED;
    }
    if (closing) {
      return State.CLOSED;
    }
    SegmentUnavailableException problem = tail.problem();
    if (problem == null) {
      return State.OPEN;
    }
    return problem.isFull() ? State.FULL : State.NO_SEGMENT;
  }

  private Optional<JournalException> problem() {
    SegmentUnavailableException noSegment = tail.problem();
    return failure != null || noSegment == null
        ? Optional.ofNullable(failure)
        : Optional.of(JournalException.noSegment(noSegment));
  }
}
