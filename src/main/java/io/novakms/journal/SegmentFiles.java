package io.novakms.journal;

import io.novakms.crypto.JournalKey;
import io.novakms.journal.SegmentHeader.Purpose;
import java.io.IOException;
import java.util.List;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/** The segments of one identity as files of a disk. */
final class SegmentFiles {
  private static final String SUFFIX = ".segment";
  private static final String UNFINISHED = ".new";
  private static final String ANY = "journal-[0-9a-f]{16}-[0-9a-f]{16}-[0-9]{12}\\.segment";
  private static final int DIGITS = 12;

  private final Disk disk;
  private final JournalIdentity identity;
  private final JournalKey key;
  private final RandomGenerator random;
  private final int bytes;

  /**
   * The segments of {@code identity}.
   *
   * @param bytes the length of new ones
   */
  SegmentFiles(
      Disk disk, JournalIdentity identity, JournalKey key, RandomGenerator random, int bytes) {
    this.disk = disk;
    this.identity = identity;
    this.key = key;
    this.random = random;
    this.bytes = bytes;
  }

  /** The numbers of all that there are. */
  TreeSet<Long> numbers() throws IOException {
    TreeSet<Long> numbers = new TreeSet<>();
    String prefix = identity.filePrefix();
    for (String name : disk.list()) {
      if (name.startsWith(prefix) && name.matches(ANY)) {
        numbers.add(Long.parseLong(name.substring(prefix.length(), prefix.length() + DIGITS)));
      }
    }
    return numbers;
  }

  /** The files of other identities, which are left alone. */
  List<String> others() throws IOException {
    return disk.list().stream()
        .filter(name -> name.matches(ANY) && !name.startsWith(identity.filePrefix()))
        .sorted()
        .toList();
  }

  /**
   * Makes the segment {@code number}, in the place of one that was never written to. When this
   * returns, it is there after a crash, too.
   *
   * @throws SegmentUnavailableException where the disk has no room for it or fails to make it;
   *     nothing has changed then
   * @throws IOException where the disk can't say whether the segment will be there
   */
  Segment create(long number) throws IOException {
    byte[] salt = new byte[JournalKey.SALT_BYTES];
    random.nextBytes(salt);
    SegmentHeader header = new SegmentHeader(Purpose.SEGMENT, number, bytes, identity, salt);
    DiskFile file = prepare(name(number) + UNFINISHED, header.encoded());
    disk.rename(name(number) + UNFINISHED, name(number));
    disk.sync();
    return new Segment(name(number), header, file, key);
  }

  private DiskFile prepare(String name, byte[] header) throws SegmentUnavailableException {
    try {
      DiskFile file = disk.create(name, bytes);
      try {
        file.write(0, header, 0, header.length);
        // The file is thrown away where this fails, so no other sync of it will hide that.
        file.sync();
        return file;
      } catch (IOException e) {
        file.close();
        disk.delete(name);
        throw e;
      }
    } catch (IOException e) {
      throw new SegmentUnavailableException(e);
    }
  }

  /**
   * Opens the segment {@code number}, which exists.
   *
   * @throws DamagedException where it is not that one
   */
  Segment open(long number) throws IOException {
    DiskFile file = disk.open(name(number));
    try {
      return new Segment(name(number), header(file, number), file, key);
    } catch (IOException e) {
      file.close();
      throw e;
    }
  }

  private SegmentHeader header(DiskFile file, long number) throws IOException {
    byte[] encoded = new byte[SegmentHeader.BYTES];
    file.read(0, encoded, 0, encoded.length);
    SegmentHeader header = SegmentHeader.decode(encoded).orElse(null);
    if (header == null) {
      throw new DamagedException(name(number), 0, "its header is damaged, or of a later version");
    }
    if (!header.identity().equals(identity)
        || header.number() != number
        || header.purpose() != Purpose.SEGMENT) {
      throw new DamagedException(name(number), 0, "it is another file under this name");
    }
    return header;
  }

  /** Deletes the segment {@code number}; it may come back until the disk is synced. */
  void delete(long number) throws IOException {
    disk.delete(name(number));
  }

  /** Deletes what was never finished. */
  void deleteUnfinished() throws IOException {
    for (String name : disk.list()) {
      if (name.startsWith(identity.filePrefix()) && name.endsWith(SUFFIX + UNFINISHED)) {
        disk.delete(name);
      }
    }
  }

  /** Returns once what was made and deleted is so after a crash, too. */
  void sync() throws IOException {
    disk.sync();
  }

  String name(long number) {
    return identity.filePrefix() + String.format("%0" + DIGITS + "d", number) + SUFFIX;
  }
}
