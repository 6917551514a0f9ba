package io.novakms.journal;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * A directory of files: all that the journal asks of a disk. Names have no directories in them.
 *
 * <p>What is created, renamed or deleted survives a power failure only after {@link #sync}, and
 * without it any part of that may survive. The same holds for the content of a file and {@link
 * DiskFile#sync}. May be used by several threads.
 */
public interface Disk {
  /** The names of all files, in no order. */
  List<String> list() throws IOException;

  /**
   * A new file of {@code bytes} zeros, in the place of any of that name. The disk has set the space
   * aside, so that overwriting them needs no more.
   *
   * @throws DiskFullException where the disk has no room for it; nothing is left of it then
   * @throws IOException where the disk fails otherwise; nothing or a part is left of it then
   */
  DiskFile create(String name, long bytes) throws IOException;

  /**
   * Opens a file that exists.
   *
   * @throws IOException where there is none, or it can't be read and written
   */
  DiskFile open(String name) throws IOException;

  /** Gives a file another name, at once, in the place of any other file of that name. */
  void rename(String from, String to) throws IOException;

  /** Deletes a file. */
  void delete(String name) throws IOException;

  /** Returns once all names are as a later start will find them. */
  void sync() throws IOException;

  /**
   * Takes the lock that is called {@code name}, until it is closed or the process ends.
   *
   * @return empty where another process, or another part of this one, has it
   */
  Optional<Closeable> lock(String name) throws IOException;
}
