package io.novakms.devnet;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryLockTest {
  @TempDir private Path parent;

  @Test
  void secondNetworkInADirectoryIsRefusedUntilTheFirstHasEnded() {
    Path directory = parent.resolve("devnet");
    DirectoryLock first = DirectoryLock.take(directory);

    assertThatThrownBy(() -> DirectoryLock.take(directory))
        .isInstanceOf(DevnetException.class)
        .hasMessageContaining(directory.toString())
        .hasMessageContaining("-Ddevnet.directory");

    first.close();
    assertThatCode(() -> DirectoryLock.take(directory).close()).doesNotThrowAnyException();
  }
}
