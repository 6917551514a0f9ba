package io.novakms.peer;

import io.novakms.peer.PeerException.Fault;
import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/**
 * Reads a body of a limited length, and breaks the transfer off at the first byte over it. Asks for
 * one piece at a time and copies it, so that memory is bounded by the limit whatever the pieces.
 */
final class BoundedBody implements BodySubscriber<byte[]> {
  private final CompletableFuture<byte[]> body = new CompletableFuture<>();
  private final ByteArrayOutputStream read = new ByteArrayOutputStream();
  private final int limit;
  private final int status;
  private Flow.Subscription subscription;

  /** Reads {@code limit} bytes at most, of an answer with HTTP status {@code status}. */
  BoundedBody(int limit, int status) {
    this.limit = limit;
    this.status = status;
  }

  /** Reads nothing, and fails with {@code reason}. */
  static BodySubscriber<byte[]> refused(PeerException reason) {
    BoundedBody none = new BoundedBody(0, 0);
    none.body.completeExceptionally(reason);
    return none;
  }

  @Override
  public CompletionStage<byte[]> getBody() {
    return body;
  }

  @Override
  public void onSubscribe(Flow.Subscription subscription) {
    this.subscription = subscription;
    if (body.isDone()) {
      subscription.cancel();
    } else {
      subscription.request(1);
    }
  }

  @Override
  public void onNext(List<ByteBuffer> pieces) {
    for (ByteBuffer piece : pieces) {
      if (piece.remaining() > limit - read.size()) {
        subscription.cancel();
        body.completeExceptionally(tooLarge(limit).withStatus(status));
        return;
      }
      byte[] bytes = new byte[piece.remaining()];
      piece.get(bytes);
      read.write(bytes, 0, bytes.length);
    }
    subscription.request(1);
  }

  @Override
  public void onError(Throwable failure) {
    body.completeExceptionally(failure);
  }

  @Override
  public void onComplete() {
    body.complete(read.toByteArray());
  }

  /** The failure of a body over {@code limit} bytes. */
  static PeerException tooLarge(long limit) {
    return new PeerException(
        Fault.TOO_LARGE, "its answer is larger than the limit of " + limit + " bytes");
  }
}
