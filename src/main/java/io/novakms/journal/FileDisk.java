package io.novakms.journal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A directory of the real disk. Directory and files can be read and written by their owner only,
 * where the file system knows owners.
 *
 * <p>A thread that is interrupted while it reads or writes closes the file: run a journal on
 * threads that are not.
 */
public final class FileDisk implements Disk {
  private static final byte[] ZEROS = new byte[1 << 18];

  private final Path directory;
  private final boolean posix =
      FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

  /**
   * The files of {@code directory}, which is made where it does not exist.
   *
   * @throws IOException where it can't be made, or is none
   */
  public FileDisk(Path directory) throws IOException {
    this.directory = directory;
    if (!Files.isDirectory(directory)) {
      Files.createDirectories(directory, owner("rwx------"));
      Path parent = directory.toAbsolutePath().getParent();
      if (parent != null) {
        syncDirectory(parent);
      }
    }
  }

  @Override
  public List<String> list() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(Files::isRegularFile).map(file -> file.getFileName().toString()).toList();
    }
  }

  @Override
  public DiskFile create(String name, long bytes) throws IOException {
    Path path = path(name);
    Files.deleteIfExists(path);
    Files.createFile(path, owner("rw-------"));
    DiskFile file = open(name);
    try {
      for (long at = 0; at < bytes; at += ZEROS.length) {
        file.write(at, ZEROS, 0, (int) Math.min(ZEROS.length, bytes - at));
      }
      return file;
    } catch (IOException e) {
      file.close();
      Files.deleteIfExists(path);
      // Java has no exception of its own for a full disk.
      if (Files.getFileStore(directory).getUsableSpace() < bytes) {
        throw new DiskFullException("no room for " + bytes + " bytes", e);
      }
      throw e;
    }
  }

  @Override
  public DiskFile open(String name) throws IOException {
    return new ChannelFile(
        FileChannel.open(path(name), StandardOpenOption.READ, StandardOpenOption.WRITE));
  }

  @Override
  public void rename(String from, String to) throws IOException {
    Files.move(path(from), path(to), StandardCopyOption.ATOMIC_MOVE);
  }

  @Override
  public void delete(String name) throws IOException {
    Files.delete(path(name));
  }

  @Override
  public void sync() throws IOException {
    syncDirectory(directory);
  }

  @Override
  public Optional<Closeable> lock(String name) throws IOException {
    Path path = path(name);
    if (!Files.exists(path)) {
      Files.createFile(path, owner("rw-------"));
    }
    FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE);
    try {
      FileLock lock = channel.tryLock();
      if (lock != null) {
        return Optional.of(channel);
      }
    } catch (OverlappingFileLockException e) {
      // Another part of this process has it.
    }
    channel.close();
    return Optional.empty();
  }

  private static void syncDirectory(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private FileAttribute<?>[] owner(String permissions) {
    return posix
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        }
        : new FileAttribute<?>[0];
  }

  private Path path(String name) {
    if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]*")) {
      throw new IllegalArgumentException("not the name of a file in one directory");
    }
    return directory.resolve(name);
  }
}
