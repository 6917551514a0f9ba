package io.novakms.bench;

import io.novakms.crypto.CryptoProviders;
import io.novakms.crypto.DataKey;
import io.novakms.crypto.MasterSecret;
import io.novakms.crypto.StoredValues;
import io.novakms.devnet.Devnet;
import io.novakms.devnet.DevnetNode;
import io.novakms.devnet.NodeContact;
import io.novakms.journal.FileDisk;
import io.novakms.journal.Journal;
import io.novakms.journal.JournalSetup;
import io.novakms.model.AppId;
import io.novakms.store.DataRecord;
import io.novakms.store.VectorClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A chain, and one real node with its keys in a file, its own secret and a journal. */
final class RestartStage implements AutoCloseable {
  private static final int RECORDS = 1_000_000;
  private static final int AT_ONCE = 1000;
  private static final String HEAP = "2g";
  private static final byte[] SECRET_BYTES = Samples.bytes(MasterSecret.BYTES, 18);
  private static final MasterSecret SECRET = MasterSecret.of(SECRET_BYTES);

  private final Devnet devnet;
  private final Path data;
  private final AppId app;
  private final DevnetNode node;
  private final NodeContact contact;

  /** Starts all of it; returns once the node serves. */
  RestartStage(Settings settings) {
    Path directory = settings.directory().resolve("restart");
    data = directory.resolve("data").toAbsolutePath();
    devnet = Devnet.start(Devnet.Options.in(directory), System.out::println);
    try {
      BenchNodes nodes = new BenchNodes(devnet, settings, directory, SECRET_BYTES);
      app = devnet.chain().registerApp("restart", Optional.empty(), Optional.empty());
      node =
          devnet.addNode(
              nodes.withKeystore(nodes.plan("node", HEAP).with("KMS_DATA_DIR", data.toString())));
      contact = BenchNodes.contact(node);
      nodes.register(contact);
      BenchNodes.awaitServing(node);
    } catch (RuntimeException e) {
      devnet.close();
      throw e;
    }
  }

  /** The node, after its process has ended. */
  DevnetNode stopped() {
    node.process().stop();
    return node;
  }

  /** Appends a million records to the node's journal, as the node writes it. */
  void fillJournal() {
    stopped();
    ExecutorService executor = Executors.newFixedThreadPool(2);
    try {
      JournalSetup setup =
          new JournalSetup(
              new FileDisk(data),
              executor,
              new SecureRandom(),
              Clock.systemUTC(),
              JournalSetup.SEGMENT_BYTES);
      Journal journal = Journal.open(setup, contact.wallet(), SECRET, change -> {});
      DataKey key = SECRET.keys().dataKey(app);
      StoredValues values = new StoredValues(CryptoProviders.available());
      for (int from = 0; from < RECORDS; from += AT_ONCE) {
        CompletableFuture<Void> last = CompletableFuture.completedFuture(null);
        for (int i = from; i < from + AT_ONCE; i++) {
          last = journal.append(app, record(i, key, values));
        }
        last.join();
      }
      journal.close().join();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      executor.shutdown();
    }
  }

  @Override
  public void close() {
    devnet.close();
  }

  private DataRecord record(int number, DataKey key, StoredValues values) {
    byte[] ciphertext = values.seal(key, Samples.bytes(Samples.VALUE_BYTES, number));
    VectorClock clock = VectorClock.of(Map.of(contact.wallet(), 1L + number));
    return new DataRecord(Samples.key(number), ciphertext, clock, Samples.PAST_MS, 0);
  }
}
