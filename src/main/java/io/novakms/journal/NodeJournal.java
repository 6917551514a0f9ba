package io.novakms.journal;

import io.novakms.crypto.MasterSecret;
import io.novakms.diagnostics.LogContext;
import io.novakms.journal.JournalStatus.State;
import io.novakms.model.KmsException;
import io.novakms.model.Reason;
import io.novakms.model.Scheduler;
import io.novakms.model.SecretHash;
import io.novakms.model.Wallet;
import io.novakms.store.DataStore;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * Keeps the journal of a node's store: opens that of the verified master secret, hands what is in
 * it to the store, and then lets the store write to it. When the secret changes, the former one's
 * journal is closed and stays on the disk; it is opened again when that secret comes back.
 *
 * <p>Nothing here keeps a tick waiting for longer than a moment: a journal is read on the threads
 * of the disk. Safe for use by many threads.
 */
public final class NodeJournal {
  private static final System.Logger LOG = LogContext.logger("io.novakms.journal");

  /** How long a tick waits for a journal to be read; a small one is by then. */
  private static final Duration MOMENT = Duration.ofSeconds(2);

  private static final Duration INTERVAL = Duration.ofSeconds(1);

  /** How much is cleaned in each interval at most. */
  private static final long CLEANED_BYTES = JournalSetup.SEGMENT_BYTES;

  /**
   * Why the store can't be used yet.
   *
   * @param reason in a word
   * @param detail in words for an operator
   */
  public record NotReady(Reason reason, String detail) {}

  private final JournalSetup setup;
  private final Supplier<Wallet> self;
  private final DataStore store;
  private final DurableLog log;
  private final LifeKeeper lives;
  private final Scheduler scheduler;
  private final Runnable opened;
  private volatile JournalOpening current;
  private volatile boolean ended;
  private boolean maintains;
  private State told = State.OPEN;

  /**
   * A journal that is not open yet.
   *
   * @param self this node's wallet
   * @param store what is read goes there
   * @param log the log of that store
   * @param lives decides in which life the node is
   * @param opened called when a journal that a tick did not wait for was read; returns at once
   */
  public NodeJournal(
      JournalSetup setup,
      Supplier<Wallet> self,
      DataStore store,
      DurableLog log,
      LifeKeeper lives,
      Scheduler scheduler,
      Runnable opened) {
    this.setup = setup;
    this.self = self;
    this.store = store;
    this.log = log;
    this.lives = lives;
    this.scheduler = scheduler;
    this.opened = opened;
  }

  /**
   * Sees to it that the journal of {@code secret} is open, or is being read. Waits a moment for it.
   * The store has to be that of this secret.
   *
   * @param secret verified to be the cluster's
   * @return why it is not open yet; empty where it is
   */
  public Optional<NotReady> missing(MasterSecret secret) {
    JournalOpening opening = opening(secret);
    try {
      scheduler.await(opening.done(), MOMENT);
      // The store may have been another secret's meanwhile, and this one's again.
      opening.journal().ifPresent(journal -> use(journal, opening));
      return Optional.empty();
    } catch (TimeoutException e) {
      opening.nudge();
      return loading(opening);
    } catch (ExecutionException e) {
      return Optional.of(new NotReady(Reason.JOURNAL_UNUSABLE, words(e.getCause())));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return loading(opening);
    }
  }

  /** The journal now; empty while it is not open. */
  public Optional<JournalStatus> status() {
    return journal().map(Journal::status);
  }

  /**
   * Takes nothing more, writes what waits, and seals the journal.
   *
   * @return completes once that is done; fails where it could not be
   */
  public CompletableFuture<Void> close() {
    JournalOpening last;
    synchronized (this) {
      ended = true;
      last = current;
    }
    log.shut();
    return last == null ? CompletableFuture.completedFuture(null) : last.close(setup.executor());
  }

  private static Optional<NotReady> loading(JournalOpening opening) {
    return Optional.of(
        new NotReady(
            Reason.JOURNAL_LOADING,
            "this node reads its journal; " + opening.records() + " records so far"));
  }

  private synchronized JournalOpening opening(MasterSecret secret) {
    JournalOpening now = current;
    if (now == null || !now.isOf(secret.hash()) || now.mayBeRepeated()) {
      now = begin(secret, now);
      current = now;
    }
    return now;
  }

  private JournalOpening begin(MasterSecret secret, JournalOpening former) {
    log.shut();
    told = State.OPEN;
    JournalOpening next = new JournalOpening(secret.hash(), opened);
    CompletableFuture<Void> free =
        former == null
            ? CompletableFuture.completedFuture(null)
            : former.close(setup.executor()).exceptionally(e -> null);
    free.thenRunAsync(() -> open(secret, next), setup.executor());
    return next;
  }

  private void open(MasterSecret secret, JournalOpening opening) {
    try {
      Journal journal =
          opening.read(setup, self.get(), secret, store.under(secret.hash()), scheduler);
      JournalStatus status = journal.status();
      LOG.log(Level.INFO, "read the journal: {0} records", status.loadedRecords());
      if (status.tornBytes() > 0) {
        LOG.log(
            Level.WARNING,
            "cut {0} bytes of the journal, of a write that a crash tore and that was never answered",
            status.tornBytes());
      }
      if (!status.others().isEmpty()) {
        LOG.log(
            Level.INFO,
            "{0} files in KMS_DATA_DIR belong to the journals of other nodes or other master"
                + " secrets, and stay as they are",
            status.others().size());
      }
      use(journal, opening);
      opening.complete(journal);
    } catch (KmsException e) {
      LOG.log(Level.ERROR, e.getMessage(), e.getCause());
      opening.fail(e);
    } catch (RuntimeException | LinkageError e) {
      LOG.log(Level.ERROR, "the journal could not be opened", e);
      opening.fail(e);
    }
  }

  /** Unless the node ended, or the secret changed, while it was read. */
  private synchronized void use(Journal journal, JournalOpening opening) {
    if (ended || current != opening) {
      return;
    }
    store.whileUnder(opening.hash(), () -> use(journal, opening.hash()));
    if (!maintains) {
      maintains = true;
      again();
    }
  }

  private void use(Journal journal, SecretHash secret) {
    if (!log.isOf(journal)) {
      boolean isWhole = journal.status().tornBytes() == 0;
      // Before any record of this life, so that none is there without it.
      lives.begin(secret, journal.formerLife(), isWhole, journal::append);
      log.open(journal);
    }
  }

  private Optional<Journal> journal() {
    return Optional.ofNullable(current).flatMap(JournalOpening::journal);
  }

  private void again() {
    if (!ended) {
      scheduler.after(INTERVAL, this::handOn);
    }
  }

  private void handOn() {
    try {
      setup.executor().execute(this::maintain);
    } catch (RejectedExecutionException e) {
      LOG.log(Level.DEBUG, "the node ends: no more maintenance of its journal");
    }
  }

  private void maintain() {
    try {
      JournalOpening now = current;
      Optional<Journal> journal = now.journal();
      if (journal.isPresent()) {
        journal.get().maintain(now.held(store), CLEANED_BYTES);
        lives.goesOn();
        tell(journal.get().status());
      }
    } catch (KmsException e) {
      LOG.log(Level.DEBUG, "the store has another secret by now: {0}", e.getMessage());
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "the maintenance of the journal failed", e);
    } finally {
      again();
    }
  }

  /** Logs a change for the worse, and its end, once. */
  private synchronized void tell(JournalStatus status) {
    if (status.state() != told && !ended) {
      told = status.state();
      LOG.log(
          told == State.OPEN ? Level.INFO : Level.ERROR,
          status.problem().orElse("the journal takes records again"));
    }
  }

  private static String words(Throwable cause) {
    return cause instanceof KmsException
        ? Objects.toString(cause.getMessage())
        : "it could not be opened; the node's log has more";
  }
}
