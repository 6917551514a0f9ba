package io.novakms.journal;

import io.novakms.crypto.MasterSecret;
import io.novakms.journal.JournalStatus.State;
import io.novakms.model.AppId;
import io.novakms.model.Wallet;
import io.novakms.store.Change;
import io.novakms.store.DataRecord;
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
import java.util.function.Consumer;

/**
 * A log of sealed records on disk (docs/journal.md).
 *
 * <p>Guarantees:
 *
 * <ul>
 *   <li>A record whose {@link #append} completed is handed on by every later {@link #open} of the
 *       same identity, until a record that replaced it is on the disk, or nobody holds any of its
 *       key any more.
 *   <li>Only records that were appended are handed on, each as it was. Where anything else than the
 *       tail that a crash tore is damaged, nothing is.
 *   <li>A record that was refused changed nothing. A record that was taken has its place on the
 *       disk already. A disk that fails to write ends this: what waits fails, and all that comes.
 *   <li>Records of one caller come to the disk in the order of its calls. Those that arrive while a
 *       sync is under way go with the next one.
 * </ul>
 *
 * <p>Thread-safe. Nothing here waits for a disk but what {@link JournalSetup#executor} runs, {@link
 * #open} and {@link #maintain}.
 */
public final class Journal {
  private static final int MAX_BATCH_BYTES = 1 << 20;

  /** What waits takes memory, so it must not be more than this. */
  private static final long MAX_PENDING_SEGMENTS = 2;

  private static final String LOCK = "lock";

  private final JournalSetup setup;
  private final SegmentFiles files;
  private final Closeable diskLock;
  private final LoadedSegments loaded;
  private final List<String> others;
  private final BatchWriter writer = new BatchWriter();
  private final Compactor compactor;
  private final CompletableFuture<Void> closed = new CompletableFuture<>();

  private final ReentrantLock lock = new ReentrantLock();
  // All guarded by the lock.
  private final SegmentTable table;
  private final Tail tail;
  private final Deque<Pending> pending = new ArrayDeque<>();
  private CompletableFuture<Void> lastAppended = CompletableFuture.completedFuture(null);
  private long pendingBytes;
  private SealedEnd seal;
  private boolean writing;
  private boolean making;
  private boolean closing;
  private boolean ended;
  private volatile JournalException failure;
  private long writtenRecords;
  private long syncs;
  private Instant lastSync;

  private Journal(JournalSetup setup, SegmentFiles files, Closeable diskLock, LoadedSegments loaded)
      throws IOException {
    this.setup = setup;
    this.files = files;
    this.diskLock = diskLock;
    this.loaded = loaded;
    this.others = files.others();
    this.table = new SegmentTable(loaded.segments(), loaded.next(), setup.segmentBytes());
    this.tail = new Tail(setup.segmentBytes());
    this.seal = loaded.seal();
    this.compactor = new Compactor(files, this);
  }

  /**
   * Opens the journal of one node under one master secret, which may be new. Files of others in the
   * same directory stay as they are. Takes as long as reading all of it twice.
   *
   * @param secret verified to be the cluster's
   * @param records gets every record, in the order in which they were appended: several of one key,
   *     where older ones were not cleaned yet
   * @throws JournalException {@link JournalException.Problem#DAMAGED}, {@link
   *     JournalException.Problem#LOCKED}, {@link JournalException.Problem#UNREADABLE}. Nothing was
   *     handed on then, unless the disk began to fail in between
   */
  public static Journal open(
      JournalSetup setup, Wallet wallet, MasterSecret secret, Consumer<Change> records) {
    try {
      Closeable diskLock = setup.disk().lock(LOCK).orElseThrow(JournalException::locked);
      boolean opened = false;
      try {
        JournalIdentity identity = new JournalIdentity(wallet, secret.hash());
        SegmentFiles files =
            new SegmentFiles(
                setup.disk(),
                identity,
                secret.keys().journalKey(),
                setup.random(),
                setup.segmentBytes());
        LoadedSegments loaded = new JournalLoader(files).load(records);
        Journal journal = new Journal(setup, files, diskLock, loaded);
        journal.begin();
        opened = true;
        return journal;
      } finally {
        if (!opened) {
          diskLock.close();
        }
      }
    } catch (DamagedException e) {
      throw JournalException.damaged(e);
    } catch (IOException e) {
      throw JournalException.unreadable(e);
    }
  }

  /**
   * Takes a record. Call it under the lock that orders the changes of its key, before others can
   * see the record; it waits for nothing.
   *
   * @return completes once the record is on the disk; fails with a {@link JournalException} where
   *     that can't be said. Stages that depend on it run on the thread that writes to the disk, so
   *     they had better be asynchronous
   * @throws JournalException where the record was not taken
   */
  public CompletableFuture<Void> append(AppId app, DataRecord record) {
    return enqueue(FrameKind.ENTRY, EntryCodec.encode(app, record), false).copy();
  }

  /** Completes once all that was appended before this call is on the disk; fails as that does. */
  public CompletableFuture<Void> durable() {
    lock.lock();
    try {
      return lastAppended.copy();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Does a piece of what has to be done now and then: makes a segment where that failed, and cleans
   * the oldest segment, where there is much that was replaced. Call it every second or so; a call
   * that meets another one does nothing.
   *
   * @param maxBytes how much of the oldest segment to read at most
   */
  public void maintain(CurrentRecords current, long maxBytes) {
    Runnable retry = null;
    lock.lock();
    try {
      if (failure == null && !closing && !making && tail.problem() != null) {
        making = true;
        retry = this::make;
      }
    } finally {
      lock.unlock();
    }
    if (retry != null) {
      start(retry);
    }
    compactor.step(current, maxBytes);
  }

  /** How it is now. */
  public JournalStatus status() {
    lock.lock();
    try {
      return new JournalStatus(
          state(),
          problem().map(Throwable::getMessage),
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

  /**
   * Takes nothing more, writes what waits, and then the seal.
   *
   * @return completes once the journal is sealed and another process may open it; fails with a
   *     {@link JournalException} where it could not be sealed, or had failed before
   */
  public CompletableFuture<Void> close() {
    change(() -> closing = true);
    return closed.copy();
  }

  /** Takes a copy of a record that counts, or the release of a segment. */
  CompletableFuture<Void> maintenance(FrameKind kind, byte[] plaintext) {
    return enqueue(kind, plaintext, true);
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

  private void begin() {
    making = true;
    make();
    if (failure != null) {
      throw failure;
    }
  }

  private CompletableFuture<Void> enqueue(FrameKind kind, byte[] plaintext, boolean maintenance) {
    CompletableFuture<Void> durable = new CompletableFuture<>();
    change(
        () -> {
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
        });
    return durable;
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
      // Whatever went wrong, nobody knows what is on the disk now.
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
    compactor.stop();
    closeAll(segment, tail.spare(), diskLock);
    if (problem == null) {
      closed.complete(null);
    } else {
      closed.completeExceptionally(problem);
    }
  }

  private static void closeAll(Closeable... all) {
    for (Closeable one : all) {
      try {
        if (one != null) {
          one.close();
        }
      } catch (IOException e) {
        // All that counts was synced before.
      }
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
    if (failure != null) {
      return Optional.of(failure);
    }
    if (tail.problem() != null) {
      return Optional.of(JournalException.noSegment(tail.problem()));
    }
    return compactor.problem();
  }
}
