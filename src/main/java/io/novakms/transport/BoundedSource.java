package io.novakms.transport;

import java.io.IOException;
import java.util.function.LongFunction;
import okio.Buffer;
import okio.ForwardingSource;
import okio.Source;

/** The body of an answer, of which no more than a limit is ever read. */
final class BoundedSource extends ForwardingSource {
  private final long limit;
  private final LongFunction<? extends IOException> tooLong;
  private long left;

  /**
   * The first bytes of {@code source}.
   *
   * @param limit how many bytes it may have
   * @param tooLong what to throw, for that limit, where it has more
   */
  BoundedSource(Source source, long limit, LongFunction<? extends IOException> tooLong) {
    super(source);
    this.limit = limit;
    this.left = limit;
    this.tooLong = tooLong;
  }

  @Override
  public long read(Buffer sink, long byteCount) throws IOException {
    long read = super.read(sink, Math.min(byteCount, left + 1));
    left -= Math.max(read, 0);
    if (left < 0) {
      throw tooLong.apply(limit);
    }
    return read;
  }
}
