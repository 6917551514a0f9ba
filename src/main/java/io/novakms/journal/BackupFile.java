package io.novakms.journal;

import io.novakms.crypto.JournalKey;
import io.novakms.journal.SegmentHeader.Purpose;
import io.novakms.model.SecretHash;
import io.novakms.store.Change;
import java.io.Closeable;
import java.io.IOException;
import java.util.Arrays;

/**
 * A backup: a header, frames as in a segment, and a seal, behind which there is nothing
 * (docs/journal.md). One object writes or reads one file; not thread-safe.
 */
final class BackupFile implements Closeable {
  private static final int BUFFER_BYTES = 1 << 20;

  /** What is done with each record. */
  @FunctionalInterface
  interface Visitor {
    void visit(Change change);
  }

  private final String name;
  private final DiskFile file;
  private final FrameCodec codec;
  private byte[] buffer = new byte[BUFFER_BYTES];
  private int buffered;
  private long written;

  private BackupFile(String name, DiskFile file, SegmentHeader header, JournalKey key) {
    this.name = name;
    this.file = file;
    this.codec = new FrameCodec(name, header.number(), key.cipher(header.encoded()));
    this.written = SegmentHeader.BYTES;
  }

  /** A new backup in an empty file. */
  static BackupFile create(
      String name, DiskFile file, JournalIdentity identity, JournalKey key, byte[] salt)
      throws IOException {
    SegmentHeader header = new SegmentHeader(Purpose.BACKUP, 0, 0, identity, salt);
    byte[] encoded = header.encoded();
    file.write(0, encoded, 0, encoded.length);
    return new BackupFile(name, file, header, key);
  }

  /**
   * A backup that was written, by whichever node.
   *
   * @param secret the hash of the master secret that it has to be sealed under
   * @throws DamagedException where it is none, or one of another master secret
   */
  static BackupFile open(String name, DiskFile file, SecretHash secret, JournalKey key)
      throws IOException {
    byte[] encoded = new byte[SegmentHeader.BYTES];
    int length = file.read(0, encoded, 0, encoded.length);
    SegmentHeader header =
        length < encoded.length ? null : SegmentHeader.decode(encoded).orElse(null);
    if (header == null || header.purpose() != Purpose.BACKUP) {
      throw new DamagedException(name, 0, "it is no backup, or its header is damaged");
    }
    if (!header.identity().secret().equals(secret)) {
      throw new DamagedException(name, 0, "it is a backup of another master secret");
    }
    return new BackupFile(name, file, header, key);
  }

  /** Adds a record. */
  void add(Change change) throws IOException {
    frame(FrameKind.ENTRY, EntryCodec.encode(change.app(), change.record()));
  }

  /** Ends the backup; returns how many bytes it has, once they are on the disk. */
  long seal() throws IOException {
    frame(FrameKind.CLOSED, new byte[0]);
    flush();
    file.sync();
    return written;
  }

  /**
   * Shows all records.
   *
   * @throws DamagedException at the first byte that is not as it was written
   */
  void read(Visitor visitor) throws IOException {
    FrameReader reader = new FrameReader(file, codec, file.size());
    long offset = SegmentHeader.BYTES;
    Frame frame = reader.at(offset);
    while (frame != null && frame.kind() == FrameKind.ENTRY) {
      visitor.visit(change(frame));
      offset = frame.end();
      frame = reader.at(offset);
    }
    if (frame == null || frame.kind() != FrameKind.CLOSED) {
      throw new DamagedException(name, offset, "a record is damaged, or the end is missing");
    }
    codec.open(frame);
    if (frame.end() != file.size()) {
      throw new DamagedException(name, frame.end(), "there is more behind its end");
    }
  }

  private Change change(Frame frame) throws DamagedException {
    try {
      return EntryCodec.decode(codec.open(frame));
    } catch (IllegalArgumentException e) {
      throw new DamagedException(
          name, frame.offset(), "a record can't be read; a later version may have");
    }
  }

  private void frame(FrameKind kind, byte[] plaintext) throws IOException {
    int size = Frame.sizeOf(plaintext.length);
    if (buffered + size > buffer.length) {
      flush();
      buffer = size > buffer.length ? new byte[size] : buffer;
    }
    long offset = written + buffered;
    codec.write(kind, offset, offset, plaintext, buffer, buffered);
    buffered += size;
  }

  private void flush() throws IOException {
    file.write(written, buffer, 0, buffered);
    written += buffered;
    Arrays.fill(buffer, 0, buffered, (byte) 0);
    buffered = 0;
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
