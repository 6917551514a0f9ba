package io.novakms.journal;

import io.novakms.crypto.JournalKey;
import io.novakms.crypto.MasterSecret;
import io.novakms.diagnostics.LogContext;
import io.novakms.model.KmsException;
import io.novakms.model.KmsException.Kind;
import io.novakms.model.Scheduler;
import io.novakms.model.Wallet;
import io.novakms.store.BatchLimit;
import io.novakms.store.Change;
import io.novakms.store.ChangeBatch;
import io.novakms.store.ChangeFeed;
import io.novakms.store.DataStore;
import io.novakms.store.MergeOutcome;
import io.novakms.store.SecretScopedStore;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/**
 * Writes everything that a store holds to a file in {@code KMS_DATA_DIR}, and merges such a file
 * back. One operation at a time.
 *
 * <p>A backup has every record that was there when it began, and none that the store never held. It
 * is sealed like the journal, so only a node with the same master secret can read it. To merge one
 * back undoes nothing: the rules of the merge decide for each record, so what is newer stays.
 */
public final class Backups {
  private static final System.Logger LOG = LogContext.logger("io.novakms.journal");
  private static final Pattern NAME = Pattern.compile("backup-[0-9A-Za-z-]{1,80}\\.backup");
  private static final String UNFINISHED = ".new";
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss-SSS").withZone(ZoneOffset.UTC);
  private static final int PAGE_RECORDS = 1_000;
  private static final long PAGE_BYTES = 1 << 22;
  private static final int SECRET_DIGITS = 8;

  private final Optional<Disk> disk;
  private final DiskThreads threads;
  private final RandomGenerator random;
  private final Clock clock;
  private final Supplier<Wallet> self;
  private final DataStore store;
  private final DurableLog log;
  private final AtomicBoolean underWay = new AtomicBoolean();

  /** The threads that read and write files, and how the caller waits for them. */
  public record DiskThreads(Executor disk, Scheduler scheduler) {}

  /**
   * What was written.
   *
   * @param file its name in {@code KMS_DATA_DIR}
   * @param records how many records it has
   * @param bytes its length
   */
  public record Written(String file, long records, long bytes) {}

  /**
   * What was merged.
   *
   * @param records how many records the backup has
   * @param changed how many of them changed something here
   */
  public record Restored(long records, long changed) {}

  /**
   * The backups of a store.
   *
   * @param disk the directory; empty where there is none
   * @param random a secure source of randomness
   * @param clock stamps the names of files
   * @param self this node's wallet
   * @param log the log of {@code store}
   */
  public Backups(
      Optional<Disk> disk,
      DiskThreads threads,
      RandomGenerator random,
      Clock clock,
      Supplier<Wallet> self,
      DataStore store,
      DurableLog log) {
    this.disk = disk;
    this.threads = threads;
    this.random = random;
    this.clock = clock;
    this.self = self;
    this.store = store;
    this.log = log;
  }

  /**
   * Writes a backup.
   *
   * @param secret verified to be the cluster's
   * @param time how long it may take
   * @throws KmsException UNAVAILABLE where it could not be written, in words for an operator; no
   *     file is left then
   */
  public Written write(MasterSecret secret, Duration time) throws InterruptedException {
    Disk directory = directory();
    return alone(time, until -> write(directory, secret, until));
  }

  /**
   * Merges a backup. It is read twice: nothing is merged before all of it was found to be whole.
   *
   * @param secret verified to be the cluster's
   * @param name of a file in {@code KMS_DATA_DIR}
   * @param time how long it may take
   * @throws KmsException BAD_REQUEST where {@code name} is no name of a backup, or the file is
   *     damaged or of another secret: nothing has changed then. NOT_FOUND where there is no such
   *     file. Others where the store or its journal did not take a record: a part is merged then,
   *     and to repeat it is safe
   */
  public Restored restore(MasterSecret secret, String name, Duration time)
      throws InterruptedException {
    if (name == null || !NAME.matcher(name).matches()) {
      throw new KmsException(
          Kind.BAD_REQUEST,
          "a backup is named as it was when it was written: backup-*.backup, without a directory");
    }
    Disk directory = directory();
    return alone(time, until -> restore(directory, secret, name, until));
  }

  private Disk directory() {
    return disk.orElseThrow(
        () ->
            new KmsException(
                Kind.UNAVAILABLE, "KMS_DATA_DIR is not set, so there is no place for backups"));
  }

  private Written write(Disk directory, MasterSecret secret, Deadline until) throws IOException {
    JournalIdentity identity = new JournalIdentity(self.get(), secret.hash());
    String name =
        "backup-"
            + TIME.format(clock.instant())
            + "-"
            + secret.hash().hex().substring(0, SECRET_DIGITS)
            + ".backup";
    if (directory.list().contains(name)) {
      throw new KmsException(Kind.UNAVAILABLE, name + " is there already: try again");
    }
    for (String left : directory.list()) {
      if (left.endsWith(UNFINISHED) && isBackup(left.substring(0, left.length() - 4))) {
        directory.delete(left);
      }
    }
    boolean done = false;
    try {
      Written written;
      byte[] salt = new byte[JournalKey.SALT_BYTES];
      random.nextBytes(salt);
      try (BackupFile file =
          BackupFile.create(
              name,
              directory.create(name + UNFINISHED, 0),
              identity,
              secret.keys().journalKey(),
              salt)) {
        long records = copy(store.under(secret.hash()), file, until);
        written = new Written(name, records, file.seal());
      }
      directory.rename(name + UNFINISHED, name);
      directory.sync();
      done = true;
      return written;
    } finally {
      if (!done && directory.list().contains(name + UNFINISHED)) {
        directory.delete(name + UNFINISHED);
      }
    }
  }

  /** The feed has each record once, so reading all of it is a snapshot. */
  private long copy(SecretScopedStore held, BackupFile file, Deadline until) throws IOException {
    BatchLimit page = new BatchLimit(PAGE_RECORDS, PAGE_BYTES, record -> record.chargedBytes());
    long records = 0;
    long at = ChangeFeed.START;
    long head = store.feed().head();
    ChangeBatch batch;
    do {
      until.check();
      batch = store.feed().after(at, page);
      for (Change change : batch.changes()) {
        file.add(change);
      }
      records += batch.changes().size();
      at = batch.position();
    } while (at < head && batch.more());
    held.requireOpen();
    return records;
  }

  private Restored restore(Disk directory, MasterSecret secret, String name, Deadline until)
      throws IOException {
    if (!directory.list().contains(name)) {
      throw new KmsException(Kind.NOT_FOUND, "there is no " + name + " in KMS_DATA_DIR");
    }
    SecretScopedStore held = store.under(secret.hash());
    JournalKey key = secret.keys().journalKey();
    try (BackupFile file = BackupFile.open(name, directory.open(name), secret.hash(), key)) {
      file.read(change -> until.check());
      long[] counts = new long[2];
      file.read(
          change -> {
            until.check();
            MergeOutcome outcome = held.merge(change.app(), change.record(), self.get());
            counts[0]++;
            counts[1] += outcome.isMerged() ? 1 : 0;
          });
      log.awaitDurable();
      return new Restored(counts[0], counts[1]);
    } catch (DamagedException e) {
      throw new KmsException(
          Kind.BAD_REQUEST,
          "nothing was merged: " + e.getMessage() + ". Use another backup, or another copy of it",
          e);
    }
  }

  private static boolean isBackup(String name) {
    return NAME.matcher(name).matches();
  }

  private interface Work<T> {
    T run(Deadline until) throws IOException;
  }

  /** Tells the threads of the disk that nobody waits any more. */
  private static final class Deadline {
    private volatile boolean isOver;

    void check() {
      if (isOver) {
        throw new KmsException(Kind.UNAVAILABLE, "it took too long, and was given up");
      }
    }
  }

  private <T> T alone(Duration time, Work<T> work) throws InterruptedException {
    if (!underWay.compareAndSet(false, true)) {
      throw new KmsException(Kind.UNAVAILABLE, "another backup is under way: wait for it");
    }
    Deadline until = new Deadline();
    CompletableFuture<T> done = new CompletableFuture<>();
    try {
      threads.disk().execute(() -> run(work, until, done));
    } catch (RuntimeException e) {
      underWay.set(false);
      throw e;
    }
    try {
      return threads.scheduler().await(done, time);
    } catch (TimeoutException e) {
      throw new KmsException(Kind.UNAVAILABLE, "it took too long, and was given up", e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof KmsException known
          ? known
          : new IllegalStateException("a fault of this node", e.getCause());
    } finally {
      until.isOver = true;
    }
  }

  private <T> void run(Work<T> work, Deadline until, CompletableFuture<T> done) {
    try {
      T result = work.run(until);
      underWay.set(false);
      done.complete(result);
    } catch (IOException e) {
      LOG.log(Level.ERROR, "a backup failed", e);
      underWay.set(false);
      done.completeExceptionally(
          new KmsException(
              Kind.UNAVAILABLE,
              "the disk of KMS_DATA_DIR failed, or is full: look at it, and at this node's log",
              e));
    } catch (RuntimeException | LinkageError e) {
      underWay.set(false);
      done.completeExceptionally(e);
    }
  }
}
