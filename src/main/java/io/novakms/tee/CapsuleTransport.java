package io.novakms.tee;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/** Carries HTTP to the Capsule API on this machine. Safe for use by many threads. */
public interface CapsuleTransport {
  /** Opens transports; sends nothing yet. */
  @FunctionalInterface
  interface Factory {
    /** A transport whose requests take no longer than {@code timeout} each, body included. */
    CapsuleTransport open(Duration timeout);
  }

  /** An answer, whatever its status. */
  @SuppressWarnings("ArrayRecordComponent")
  record Answer(int status, byte[] body) {}

  /**
   * Sends one request, and blocks until its answer is complete.
   *
   * @param json the body of a POST, in UTF-8; empty for a GET
   * @param limit how many bytes of body to read at most
   * @throws java.io.InterruptedIOException where there is no complete answer in time
   * @throws IOException where the API can't be reached, or its answer is no HTTP or over the limit
   */
  Answer send(URI url, Optional<byte[]> json, long limit) throws IOException;
}
