package io.novakms.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.novakms.crypto.MasterSecret;
import io.novakms.journal.Backups.Restored;
import io.novakms.journal.Backups.Written;
import io.novakms.model.AppId;
import io.novakms.model.KmsException;
import io.novakms.model.KmsException.Kind;
import io.novakms.model.Wallet;
import io.novakms.store.DataStore;
import io.novakms.store.StoreLimits;
import io.novakms.testing.ManualTime;
import io.novakms.wiring.server.ExecutorScheduler;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Everything that a store holds, to a file and back. */
class BackupsTest {
  private static final AppId APP = Fixtures.APP;
  private static final Duration TIME = Duration.ofSeconds(30);
  private static final StoreLimits LIMITS = new StoreLimits(1 << 26, 1 << 27, Duration.ofDays(1));

  private final SimulatedDisk disk = new SimulatedDisk();
  private final ManualTime time = new ManualTime();
  private final ExecutorScheduler threads = new ExecutorScheduler(Runnable::run);
  private final Node node = new Node(Fixtures.WALLET, Fixtures.SECRET);

  @Test
  void backupBringsAllRecordsBackToAnotherNode() throws Exception {
    for (int i = 0; i < 2_500; i++) {
      node.put("key " + i, "value " + i);
    }
    node.store.delete(APP, "key 7");
    Written written = node.backup();
    assertThat(written.records()).isEqualTo(2_500);
    assertThat(written.bytes()).isEqualTo(disk.content(written.file()).length);

    Node other = new Node(Fixtures.wallet(2), Fixtures.SECRET);
    assertThat(other.restore(written.file())).isEqualTo(new Restored(2_500, 2_500));

    assertThat(other.value("key 2499")).contains("value 2499");
    assertThat(other.value("key 7")).isEmpty();
    assertThat(other.store.get(APP, "key 3")).isEqualTo(node.store.get(APP, "key 3"));
    assertThat(other.store.totals().tombstones()).isEqualTo(1);
  }

  @Test
  void oldBackupUndoesNothing() throws Exception {
    node.put("changed", "old");
    node.put("deleted", "old");
    node.put("same", "same");
    Written written = node.backup();
    time.advance(Duration.ofSeconds(1));
    node.put("changed", "new");
    node.store.delete(APP, "deleted");
    node.put("later", "new");

    assertThat(node.restore(written.file())).isEqualTo(new Restored(3, 0));

    assertThat(node.value("changed")).contains("new");
    assertThat(node.value("deleted")).isEmpty();
    assertThat(node.value("same")).contains("same");
    assertThat(node.value("later")).contains("new");
  }

  @Test
  void eachByteFlippedIsRefusedAndMergesNothing() throws Exception {
    node.put("key", "value");
    node.put("other", "value");
    Written written = node.backup();
    byte[] bytes = disk.content(written.file()).clone();

    for (int at = 0; at < bytes.length; at++) {
      byte[] flipped = bytes.clone();
      flipped[at] ^= (byte) (1 << at % 8);
      disk.content(written.file(), flipped);
      assertRefusedWhole(written.file());
    }
  }

  @Test
  void eachTruncationAndAnyExtensionIsRefusedAndMergesNothing() throws Exception {
    node.put("key", "value");
    node.put("other", "value");
    Written written = node.backup();
    byte[] bytes = disk.content(written.file()).clone();

    for (int length = 0; length < bytes.length; length++) {
      disk.content(written.file(), Arrays.copyOf(bytes, length));
      assertRefusedWhole(written.file());
    }
    disk.content(written.file(), Arrays.copyOf(bytes, bytes.length + 8));
    assertRefusedWhole(written.file());
  }

  private void assertRefusedWhole(String file) {
    Node other = new Node(Fixtures.wallet(2), Fixtures.SECRET);
    KmsException refused = catchThrowableOfType(KmsException.class, () -> other.restore(file));
    assertThat(refused.kind()).isEqualTo(Kind.BAD_REQUEST);
    assertThat(refused).hasMessageContainingAll("nothing was merged", file);
    assertThat(other.store.totals().records()).isZero();
  }

  @Test
  void backupOfAnotherSecretIsRefused() throws Exception {
    node.put("key", "value");
    String file = node.backup().file();
    Node other = new Node(Fixtures.WALLET, Fixtures.secret(2));

    KmsException refused = catchThrowableOfType(KmsException.class, () -> other.restore(file));

    assertThat(refused.kind()).isEqualTo(Kind.BAD_REQUEST);
    assertThat(refused).hasMessageContaining("another master secret");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../backup-1.backup",
        "/etc/passwd",
        "backup-../1.backup",
        "backup-1.backup/..",
        "backup-1.backup\u0000",
        "backup-1\n.backup",
        "lock",
        "journal-0000000000000000-0000000000000000-000000000001.segment",
        "",
        "."
      })
  void nameThatCouldLeaveTheDirectoryIsRefused(String name) {
    long before = disk.operations();
    KmsException refused = catchThrowableOfType(KmsException.class, () -> node.restore(name));
    assertThat(refused.kind()).isEqualTo(Kind.BAD_REQUEST);
    assertThat(disk.operations()).isEqualTo(before);
  }

  @Test
  void missingBackupIsNotFound() {
    KmsException refused =
        catchThrowableOfType(KmsException.class, () -> node.restore("backup-1.backup"));
    assertThat(refused.kind()).isEqualTo(Kind.NOT_FOUND);
  }

  @Test
  void failingDiskLeavesNoBackup() throws Exception {
    node.put("key", "value");
    disk.failsAt(2, new Random(1));

    KmsException refused = catchThrowableOfType(KmsException.class, node::backup);

    assertThat(refused.kind()).isEqualTo(Kind.UNAVAILABLE);
    assertThat(disk.list()).isEmpty();
    assertThat(node.backup().records()).isEqualTo(1);
  }

  @Test
  void finishedBackupSurvivesAPowerFailure() throws Exception {
    node.put("key", "value");
    String file = node.backup().file();
    byte[] bytes = disk.content(file).clone();

    disk.powerFails(new Random(1));

    assertThat(disk.list()).isEqualTo(List.of(file));
    assertThat(disk.content(file)).isEqualTo(bytes);
  }

  private final class Node {
    final DurableLog log = DurableLog.none(threads);
    final DataStore store;
    final MasterSecret secret;
    final Backups backups;

    Node(Wallet wallet, MasterSecret secret) {
      this.secret = secret;
      this.store = new DataStore(() -> wallet, LIMITS, time, time, new Random(3), log);
      store.switchTo(secret.hash());
      this.backups =
          new Backups(
              Optional.of(disk),
              new Backups.DiskThreads(threads, threads),
              new Random(disk.operations()),
              time,
              () -> wallet,
              store,
              log);
    }

    Written backup() throws InterruptedException {
      time.advance(Duration.ofMillis(1));
      return backups.write(secret, TIME);
    }

    Restored restore(String name) throws InterruptedException {
      return backups.restore(secret, name, TIME);
    }

    void put(String key, String value) {
      store.put(APP, key, value.getBytes(StandardCharsets.UTF_8), 0);
    }

    Optional<String> value(String key) {
      return store.get(APP, key).map(r -> new String(r.ciphertext(), StandardCharsets.UTF_8));
    }
  }
}
