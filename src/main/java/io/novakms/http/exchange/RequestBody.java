package io.novakms.http.exchange;

import io.novakms.model.KmsException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/**
 * The body of a request while it arrives, and then. One that is longer than is allowed is kept up
 * to one byte more, which shows that it is; where its length was told, nothing of it is kept. What
 * is not kept is read, too, up to {@value #MOST_DROPPED} bytes, so that the client can read its
 * answer. For one thread at a time.
 */
final class RequestBody {
  private static final long MOST_DROPPED = 16 << 20;
  private static final int BUFFER = 8192;

  private final long told;
  private final long limit;
  private final HeldBytes bytes;
  private final byte[] buffer = new byte[BUFFER];
  private long received;
  private boolean cutOff;
  private boolean leftUnread;

  private RequestBody(long told, long limit, HeldBytes bytes) {
    this.told = told;
    this.limit = limit;
    this.bytes = bytes;
  }

  /**
   * The body of {@code request}, unread.
   *
   * @param limit how long it may be
   * @param memory charged for what is kept
   */
  static RequestBody of(HttpServletRequest request, long limit, ExchangeMemory.Reservation memory) {
    long told = request.getContentLengthLong();
    return new RequestBody(told, limit, new HeldBytes(memory, told > limit ? 0 : limit + 1));
  }

  /** Whether {@code request} has a body, as far as its head tells. */
  static boolean isIn(HttpServletRequest request) {
    long told = request.getContentLengthLong();
    // In HTTP/2 a body needs no header.
    return told > 0
        || told < 0
            && (isChunked(request)
                || request.getProtocol().startsWith("HTTP/2")
                    && !request.getMethod().equals("GET")
                    && !request.getMethod().equals("HEAD"));
  }

  /** Whether {@code request} says by chunks where its body ends. */
  static boolean isChunked(HttpServletRequest request) {
    return request.getHeader("Transfer-Encoding") != null;
  }

  /**
   * Whether {@code request} says in two ways where its body ends (RFC 9112, section 6.1): what
   * stands before the node could have read another request than the node does.
   */
  static boolean hasTwoLengths(HttpServletRequest request) {
    return isChunked(request) && request.getHeader("Content-Length") != null;
  }

  /**
   * Whether none of it is to be read: it is longer than all that is dropped, or too long and its
   * client waits for a word before it sends it.
   */
  boolean isUnwanted(HttpServletRequest request) {
    return told > limit + MOST_DROPPED || told > limit && request.getHeader("Expect") != null;
  }

  /**
   * Reads what has arrived already, which never waits. Nothing of a body whose length was not told:
   * where all of it is read so, WildFly never says that it is all.
   */
  void readArrived(ServletInputStream in) throws IOException {
    if (told < 0) {
      return;
    }
    for (int there = in.available(); !isDone() && there > 0; there = in.available()) {
      if (!take(in, there)) {
        return;
      }
    }
  }

  /** Reads while there is something to; returns whether all is here, or no more is wanted. */
  boolean readWhileReady(ServletInputStream in) throws IOException {
    // A server may say that a body is finished while bytes of it are unread: its length counts.
    while (!isDone() && in.isReady()) {
      if (!take(in, BUFFER)) {
        return isDone();
      }
    }
    return isDone();
  }

  /** Reads, and waits, until all is here, or no more is wanted. */
  void readAll(InputStream in) throws IOException {
    while (!isDone()) {
      if (!take(in, BUFFER)) {
        ended();
        return;
      }
    }
  }

  private boolean take(InputStream in, int there) throws IOException {
    int count = in.read(buffer, 0, Math.min(there, BUFFER));
    if (count > 0) {
      received += count;
      bytes.append(buffer, 0, count);
    }
    return count >= 0;
  }

  /** Whether all is here, or no more of it is wanted. */
  boolean isDone() {
    return received == told || received > limit + MOST_DROPPED;
  }

  /** No more comes. */
  void ended() {
    cutOff = told >= 0 && received < told;
  }

  /** The connection failed before all had come. */
  void failed() {
    cutOff = true;
  }

  /** None of it is read, whatever its length. */
  void leaveUnread() {
    leftUnread = true;
  }

  /** Whether the connection still carries a part of it, which is not read. */
  boolean isLeftUnread() {
    return leftUnread || (told >= 0 ? received < told : received > limit + MOST_DROPPED);
  }

  /**
   * What has arrived.
   *
   * @throws IOException from its read methods, where it is not all that was sent
   * @throws KmsException UNAVAILABLE or RATE_LIMITED, likewise, where there was no memory for it
   */
  InputStream stream() {
    InputStream kept = bytes.stream();
    return new InputStream() {
      @Override
      public int read() throws IOException {
        return checked(kept).read();
      }

      @Override
      public int read(byte[] to, int from, int count) throws IOException {
        return checked(kept).read(to, from, count);
      }

      @Override
      public int available() throws IOException {
        return kept.available();
      }
    };
  }

  private InputStream checked(InputStream kept) throws IOException {
    if (cutOff) {
      throw new EOFException("the body ended before its length");
    }
    if (!bytes.isComplete()) {
      throw bytes.refusal();
    }
    return kept;
  }
}
