package io.novakms.journal;

import io.novakms.model.AppId;
import io.novakms.model.KmsException;
import io.novakms.model.KmsException.Kind;
import io.novakms.model.Scheduler;
import io.novakms.store.DataRecord;
import io.novakms.store.RecordLog;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

/**
 * The log of a node's store: its journal, while that is open. While it is not, no record is stored,
 * so that none is held that a later start would not find. Where the node keeps no journal, records
 * are stored without one. Safe for use by many threads.
 */
public final class DurableLog implements RecordLog, LifeLog {
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

  private final boolean isKept;
  private final Scheduler scheduler;
  private volatile Journal open;

  private DurableLog(boolean isKept, Scheduler scheduler) {
    this.isKept = isKept;
    this.scheduler = scheduler;
  }

  /** The log of a node that keeps no journal: memory is all there is. */
  public static DurableLog none(Scheduler scheduler) {
    return new DurableLog(false, scheduler);
  }

  /** The log of a node whose journal is not open yet. */
  public static DurableLog closed(Scheduler scheduler) {
    return new DurableLog(true, scheduler);
  }

  /** From now on, records go to {@code journal}, which holds all that the store does. */
  void open(Journal journal) {
    open = journal;
  }

  /** Whether records go to {@code journal} now. */
  boolean isOf(Journal journal) {
    return open == journal;
  }

  @Override
  public void shut() {
    open = null;
  }

  @Override
  public void append(AppId app, DataRecord record) {
    if (isKept) {
      journal().append(app, record);
    }
  }

  @Override
  public CompletableFuture<Void> append(LifeMark mark) {
    return isKept ? journal().append(mark) : CompletableFuture.completedFuture(null);
  }

  /**
   * Completes once everything that the store holds by now is on the disk, at once where no journal
   * is kept. It fails with a {@link KmsException} where that can't be said: what was stored last
   * may be there after a restart or not. Its stages run on the thread that writes to the disk, so
   * they have to be asynchronous.
   */
  public CompletableFuture<Void> durable() {
    try {
      return isKept ? journal().durable() : CompletableFuture.completedFuture(null);
    } catch (KmsException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /**
   * Waits until everything that the store holds by now is on the disk; not at all where no journal
   * is kept. What a caller was told is stored, or a peer is, has to be.
   *
   * @throws KmsException UNAVAILABLE where that can't be said, after ten seconds at most
   */
  public void awaitDurable() {
    if (isKept) {
      await(durable());
    }
  }

  @Override
  public void await(CompletableFuture<Void> durable) {
    try {
      scheduler.await(durable, LONGEST_WAIT);
    } catch (TimeoutException e) {
      throw new KmsException(
          Kind.UNAVAILABLE,
          "this node's disk did not store it in time; it may yet be stored: try again",
          e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof KmsException known
          ? new KmsException(known.kind(), known.getMessage(), known)
          : new IllegalStateException("the journal failed", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KmsException(Kind.UNAVAILABLE, "this node is stopping", e);
    }
  }

  private Journal journal() {
    Journal journal = open;
    if (journal == null) {
      throw new KmsException(
          Kind.UNAVAILABLE, "this node's journal is not open yet: try again, or ask another node");
    }
    return journal;
  }
}
