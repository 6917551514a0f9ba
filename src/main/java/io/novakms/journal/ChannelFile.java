package io.novakms.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** A file of the real disk. */
final class ChannelFile implements DiskFile {
  private final FileChannel channel;
  private volatile boolean lengthChanged;

  ChannelFile(FileChannel channel) {
    this.channel = channel;
  }

  @Override
  public long size() throws IOException {
    return channel.size();
  }

  @Override
  public int read(long position, byte[] target, int offset, int length) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(target, offset, length);
    int read = 0;
    while (buffer.hasRemaining() && read >= 0) {
      read = channel.read(buffer, position + buffer.position() - offset);
    }
    return buffer.position() - offset;
  }

  @Override
  public void write(long position, byte[] source, int offset, int length) throws IOException {
    lengthChanged |= position + length > channel.size();
    ByteBuffer buffer = ByteBuffer.wrap(source, offset, length);
    while (buffer.hasRemaining()) {
      channel.write(buffer, position + buffer.position() - offset);
    }
  }

  @Override
  public void truncate(long bytes) throws IOException {
    lengthChanged = true;
    channel.truncate(bytes);
  }

  /** Asks for the file's length and times only where the length changed: that costs a write. */
  @Override
  public void sync() throws IOException {
    channel.force(lengthChanged);
    lengthChanged = false;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
