package io.novakms.journal;

import java.util.concurrent.CompletableFuture;

/**
 * A frame that has its place and is not on the disk yet.
 *
 * @param segment that it goes to
 * @param offset where in it
 * @param kind what it says
 * @param plaintext not to be changed
 * @param durable completed once it is on the disk
 */
record Pending(
    Segment segment,
    long offset,
    FrameKind kind,
    byte[] plaintext,
    CompletableFuture<Void> durable) {
  int size() {
    return Frame.sizeOf(plaintext.length);
  }
}
