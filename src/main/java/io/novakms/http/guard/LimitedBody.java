package io.novakms.http.guard;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * A body that refuses to be longer than is allowed, counted while it arrives, so that no more than
 * that is ever held, whatever length it was announced with.
 */
final class LimitedBody extends FilterInputStream {
  private final BodyLimit limit;
  private final MemoryReservation memory;
  private long left;
  private long reserved;

  /**
   * A body that reserves memory before it is read.
   *
   * @param announced its length, as far as it is known
   */
  LimitedBody(InputStream in, long announced, BodyLimit limit, MemoryReservation memory) {
    super(in);
    this.limit = limit;
    this.memory = memory;
    this.left = limit.bytes();
    this.reserved = Math.max(0, announced);
    memory.add(MemoryBudget.BYTES_OF_A_BYTE * reserved);
  }

  @Override
  public int read() throws IOException {
    int one = super.read();
    if (one >= 0) {
      count(1);
    }
    return one;
  }

  @Override
  public int read(byte[] to, int from, int length) throws IOException {
    int read = super.read(to, from, length);
    if (read > 0) {
      count(read);
    }
    return read;
  }

  @Override
  public long skip(long bytes) throws IOException {
    long skipped = super.skip(bytes);
    count(skipped);
    return skipped;
  }

  @Override
  public boolean markSupported() {
    return false;
  }

  private void count(long bytes) {
    left -= bytes;
    if (left < 0) {
      throw limit.tooLarge();
    }
    reserved -= bytes;
    if (reserved < 0) {
      memory.add(MemoryBudget.BYTES_OF_A_BYTE * -reserved);
      reserved = 0;
    }
  }
}
