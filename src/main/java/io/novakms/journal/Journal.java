package io.novakms.journal;

import io.novakms.crypto.MasterSecret;
import io.novakms.model.AppId;
import io.novakms.model.Wallet;
import io.novakms.store.Change;
import io.novakms.store.DataRecord;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
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
  private static final String LOCK = "lock";

  private final List<String> others;
  private final Optional<LifeMark> formerLife;
  private final JournalWriter writer;
  private final Compactor compactor;

  private Journal(JournalSetup setup, SegmentFiles files, Closeable diskLock, LoadedSegments loaded)
      throws IOException {
    this.others = files.others();
    this.formerLife = loaded.life();
    this.writer = new JournalWriter(setup, files, loaded, () -> letGo(diskLock));
    this.compactor = new Compactor(files, writer);
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
        journal.writer.begin();
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
    return writer.append(FrameKind.ENTRY, EntryCodec.encode(app, record), false).copy();
  }

  /**
   * Takes what has to be known of the node's life from now on; as {@link #append(AppId,
   * DataRecord)}, but in what is left of a full disk, too.
   */
  public CompletableFuture<Void> append(LifeMark life) {
    return writer.append(FrameKind.LIFE, LifeMarkCodec.encode(life), true).copy();
  }

  /** The last life of a former process that wrote to this journal; empty where none did. */
  public Optional<LifeMark> formerLife() {
    return formerLife;
  }

  /** Completes once all that was appended before this call is on the disk; fails as that does. */
  public CompletableFuture<Void> durable() {
    return writer.durable().copy();
  }

  /**
   * Does a piece of what has to be done now and then: makes a segment where that failed, and cleans
   * the oldest segment, where there is much that was replaced. Call it every second or so; a call
   * that meets another one does nothing.
   *
   * @param maxBytes how much of the oldest segment to read at most
   */
  public void maintain(CurrentRecords current, long maxBytes) {
    writer.retrySegment();
    compactor.step(current, maxBytes);
  }

  /** How it is now. */
  public JournalStatus status() {
    return writer.status(compactor.problem(), others);
  }

  /**
   * Takes nothing more, writes what waits, and then the seal.
   *
   * @return completes once the journal is sealed and another process may open it; fails with a
   *     {@link JournalException} where it could not be sealed, or had failed before
   */
  public CompletableFuture<Void> close() {
    return writer.close().copy();
  }

  private void letGo(Closeable diskLock) {
    compactor.stop();
    JournalWriter.closeQuietly(diskLock);
  }
}
