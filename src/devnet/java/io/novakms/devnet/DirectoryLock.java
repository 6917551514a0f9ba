package io.novakms.devnet;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Keeps two local networks from working in one directory. The end of the JVM releases it. */
final class DirectoryLock implements AutoCloseable {
  private final FileChannel channel;

  private DirectoryLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Locks {@code directory}, by a file beside it.
   *
   * @throws DevnetException where another network holds it
   */
  static DirectoryLock take(Path directory) {
    Directories.make(directory.toAbsolutePath().getParent());
    Path file = directory.resolveSibling(directory.getFileName() + ".lock");
    try {
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (isLocked(channel)) {
        return new DirectoryLock(channel);
      }
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot lock " + file, e);
    }
    throw new DevnetException(
        "another devnet runs in "
            + directory
            + "; stop it (Ctrl-C where it was started), or name another directory with"
            + " -Ddevnet.directory=DIR");
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isLocked(FileChannel channel) throws IOException {
    try {
      FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }
}
