package io.novakms.journal;

import io.novakms.crypto.MasterSecret;
import io.novakms.journal.JournalException.Problem;
import io.novakms.model.AppId;
import io.novakms.model.KmsException;
import io.novakms.model.KmsException.Kind;
import io.novakms.model.Scheduler;
import io.novakms.model.SecretHash;
import io.novakms.model.Wallet;
import io.novakms.store.Change;
import io.novakms.store.DataRecord;
import io.novakms.store.DataStore;
import io.novakms.store.SecretScopedStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeoutException;

/** The journal under one master secret, from the moment it begins to be read until it is closed. */
final class JournalOpening {
  /** How many records may wait to be on the disk. */
  private static final int MOST_PENDING = 1_000;

  private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);

  private final SecretHash hash;
  private final Runnable nudged;
  private final CompletableFuture<Journal> done = new CompletableFuture<>();
  private volatile long records;
  private volatile boolean nudges;
  private volatile Throwable failure;
  private volatile Journal journal;

  /**
   * One that was not begun.
   *
   * @param nudged called at the end where {@link #nudge} was called before
   */
  JournalOpening(SecretHash hash, Runnable nudged) {
    this.hash = hash;
    this.nudged = nudged;
  }

  SecretHash hash() {
    return hash;
  }

  boolean isOf(SecretHash other) {
    return hash.equals(other);
  }

  /**
   * Whether it failed for a reason that may be over now. To read all of a damaged journal again and
   * again is of no use.
   */
  boolean mayBeRepeated() {
    return failure != null
        && !(failure instanceof JournalException known
            && (known.problem() == Problem.DAMAGED || known.problem() == Problem.UNREADABLE));
  }

  /** Completes when the journal can be used; fails with the reason where it can't. */
  CompletableFuture<Journal> done() {
    return done.copy();
  }

  /** How many records were read by now. */
  long records() {
    return records;
  }

  /** Where this did not end yet, its end is to be told. */
  void nudge() {
    nudges = true;
  }

  /** The journal, where it can be used. */
  Optional<Journal> journal() {
    return Optional.ofNullable(journal);
  }

  /**
   * Reads the journal into {@code store}, which is empty or holds what the journal does.
   *
   * @throws KmsException where it can't be used
   */
  Journal read(
      JournalSetup setup,
      Wallet self,
      MasterSecret secret,
      SecretScopedStore store,
      Scheduler scheduler) {
    List<Change> joined = new ArrayList<>();
    Journal read = Journal.open(setup, self, secret, change -> replay(change, store, joined));
    try {
      append(joined, store, read, scheduler);
      return read;
    } catch (RuntimeException e) {
      read.close();
      throw e;
    }
  }

  private void replay(Change change, SecretScopedStore store, List<Change> joined) {
    store
        .replay(change.app(), change.record())
        .ifPresent(record -> joined.add(new Change(change.app(), record)));
    records++;
  }

  /**
   * The journal has both of two records that were joined, and not what came of it. Cleaning keeps
   * only what is held, so it would lose both.
   */
  private static void append(
      List<Change> joined, SecretScopedStore store, Journal to, Scheduler scheduler) {
    int pending = 0;
    for (Change change : joined) {
      store.ifHeld(change.app(), change.record(), () -> to.append(change.app(), change.record()));
      pending++;
      if (pending % MOST_PENDING == 0) {
        await(to.durable(), scheduler);
      }
    }
  }

  private static void await(CompletableFuture<Void> durable, Scheduler scheduler) {
    try {
      scheduler.await(durable, LONGEST_WAIT);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof KmsException known
          ? known
          : new IllegalStateException("the journal failed", e);
    } catch (TimeoutException | InterruptedException e) {
      throw new KmsException(Kind.UNAVAILABLE, "the disk of this node's journal is too slow", e);
    }
  }

  void complete(Journal read) {
    journal = read;
    done.complete(read);
    end();
  }

  void fail(Throwable cause) {
    failure = cause;
    done.completeExceptionally(cause);
    end();
  }

  private void end() {
    if (nudges) {
      nudged.run();
    }
  }

  /** Closes the journal, once it was read; completes when that is done, and fails as it does. */
  CompletableFuture<Void> close(Executor executor) {
    return done.handleAsync(
            (read, failed) ->
                failed == null ? read.close() : CompletableFuture.<Void>completedFuture(null),
            executor)
        .thenCompose(closing -> closing);
  }

  /** What {@code store} holds, as the journal asks for it. */
  CurrentRecords held(DataStore store) {
    SecretScopedStore records = store.under(hash);
    return new CurrentRecords() {
      @Override
      public void ifCurrent(AppId app, DataRecord record, Runnable copy) {
        records.ifHeld(app, record, copy);
      }

      @Override
      public long journalBytes() {
        return EntryCodec.frameBytes(store.totals().records(), store.totals().contentBytes());
      }
    };
  }
}
