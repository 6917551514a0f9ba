package io.novakms.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileDiskTest {
  @TempDir Path parent;
  private FileDisk disk;

  @BeforeEach
  void openDisk() throws IOException {
    disk = new FileDisk(parent.resolve("data").resolve("journal"));
  }

  @Test
  void createdFileHasItsLengthInZeros() throws IOException {
    long bytes = 1_000_000;
    try (DiskFile file = disk.create("file", bytes)) {
      byte[] read = new byte[1_000_001];
      assertThat(file.size()).isEqualTo(bytes);
      assertThat(file.read(0, read, 0, read.length)).isEqualTo((int) bytes);
      assertThat(read).containsOnly(0);
    }
    assertThat(disk.list()).containsExactly("file");
  }

  @Test
  void whatWasWrittenIsReadBack() throws IOException {
    try (DiskFile file = disk.create("file", 16)) {
      file.write(4, new byte[] {9, 1, 2, 3, 9}, 1, 3);
      file.sync();
      file.write(20, new byte[] {4}, 0, 1);
      file.truncate(21);
      file.sync();
    }
    disk.rename("file", "other");
    disk.sync();
    try (DiskFile file = disk.open("other")) {
      byte[] read = new byte[6];
      assertThat(file.read(3, read, 1, 5)).isEqualTo(5);
      assertThat(read).containsExactly(0, 0, 1, 2, 3, 0);
      assertThat(file.read(20, read, 0, 6)).isEqualTo(1);
      assertThat(file.read(30, read, 0, 6)).isZero();
    }
    disk.delete("other");
    assertThat(disk.list()).isEmpty();
  }

  @Test
  void createdFileTakesThePlaceOfAnother() throws IOException {
    disk.create("file", 100).close();
    disk.create("file", 10).close();
    try (DiskFile file = disk.open("file")) {
      assertThat(file.size()).isEqualTo(10);
    }
  }

  @Test
  void fileThatIsMissingCannotBeOpened() {
    assertThatExceptionOfType(IOException.class).isThrownBy(() -> disk.open("none"));
  }

  @Test
  void lockIsHeldOnceUntilItIsClosed() throws IOException {
    Optional<Closeable> lock = disk.lock("lock");
    assertThat(lock).isPresent();
    assertThat(disk.lock("lock")).isEmpty();
    assertThat(new FileDisk(parent.resolve("data").resolve("journal")).lock("lock")).isEmpty();
    lock.get().close();
    Optional<Closeable> again = disk.lock("lock");
    assertThat(again).isPresent();
    again.get().close();
  }

  @Test
  void onlyTheOwnerReadsAndWrites() throws IOException {
    disk.create("file", 1).close();
    Path directory = parent.resolve("data").resolve("journal");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory)))
        .isEqualTo("rwx------");
    assertThat(
            PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("file"))))
        .isEqualTo("rw-------");
  }

  @Test
  void namesStayInTheDirectory() {
    for (String name : new String[] {"../file", "a/b", "", ".hidden"}) {
      assertThatIllegalArgumentException().isThrownBy(() -> disk.open(name));
    }
  }

  @Test
  void directoryThatIsAFileIsRefused() throws IOException {
    Path file = Files.createFile(parent.resolve("file"));
    assertThatExceptionOfType(IOException.class).isThrownBy(() -> new FileDisk(file));
  }
}
