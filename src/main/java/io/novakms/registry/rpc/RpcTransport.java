package io.novakms.registry.rpc;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;

/** Carries JSON-RPC over HTTP to one provider of the chain. Safe for use by many threads. */
public interface RpcTransport extends AutoCloseable {
  /** Opens transports; sends nothing yet. */
  @FunctionalInterface
  interface Factory {
    /**
     * A transport to one provider.
     *
     * @param url where it is; user info in it is sent as HTTP basic authentication
     * @param timeout of each request as a whole
     * @param maxAnswerBytes how long an answer may be
     */
    RpcTransport to(URI url, Duration timeout, long maxAnswerBytes);
  }

  /**
   * Posts {@code json}, and blocks until the answer's head is there.
   *
   * @return the body of a successful answer; reading it fails like this call
   * @throws RefusedException where the status is no success, or the body is over the limit
   * @throws java.io.InterruptedIOException where there is no complete answer in time
   * @throws IOException where the provider can't be reached
   */
  InputStream post(String json) throws IOException;

  /** Closes idle connections; requests on their way end by their time-out. */
  @Override
  void close();

  /**
   * The provider answered, but not with anything to be read. The message is safe to be passed on.
   */
  final class RefusedException extends IOException {
    private static final long serialVersionUID = 1L;
    private static final int TOO_LARGE = 413;
    private static final int TOO_MANY = 429;
    private static final int SERVERS = 500;

    private final int status;

    /** The answer is of no use, as {@code message} says. */
    public RefusedException(String message) {
      super(message);
      this.status = 0;
    }

    /** The answer has the HTTP status {@code status}, which is no success. */
    public RefusedException(int status) {
      super("HTTP status " + status);
      this.status = status;
    }

    /** Whether what was sent is larger than the provider takes. */
    boolean isTooLarge() {
      return status == TOO_LARGE;
    }

    /** Whether the same may be answered a moment later. */
    boolean mayPass() {
      return status == TOO_MANY || status >= SERVERS;
    }
  }
}
