package io.novakms.journal;

import java.io.Closeable;
import java.io.IOException;

/** A file of a {@link Disk} that is open for reading and writing. */
public interface DiskFile extends Closeable {
  /** Its length in bytes. */
  long size() throws IOException;

  /**
   * Reads {@code length} bytes from {@code position} on into {@code target} at {@code offset}.
   *
   * @return how many there were; fewer than {@code length} only where the file ends
   */
  int read(long position, byte[] target, int offset, int length) throws IOException;

  /** Writes {@code length} bytes of {@code source} at {@code position}; may make it longer. */
  void write(long position, byte[] source, int offset, int length) throws IOException;

  /** Cuts the file to {@code bytes}. */
  void truncate(long bytes) throws IOException;

  /**
   * Returns once all that was written is on the disk.
   *
   * @throws IOException where that failed. What was written since the last success may be on the
   *     disk or not, and a later success says nothing of it: operating systems forget what they
   *     could not write
   */
  void sync() throws IOException;
}
