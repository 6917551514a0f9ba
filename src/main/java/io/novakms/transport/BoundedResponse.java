package io.novakms.transport;

import io.novakms.peer.PeerException;
import io.novakms.peer.PeerException.Fault;
import io.novakms.peer.PeerHttp.Head;
import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.ResponseInfo;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.function.ToIntFunction;

/**
 * Reads the answer to one request, as far as its head and its limit allow, and cancels the transfer
 * as soon as they don't. Remembers the reason, since the HTTP client may report the cancellation
 * instead.
 */
final class BoundedResponse implements BodyHandler<byte[]> {
  private final ToIntFunction<Head> limit;
  private volatile PeerException refusal;

  /**
   * A reader for one answer.
   *
   * @param limit from status and headers, how many bytes of body to read at most; throws a {@link
   *     PeerException} where the answer is of no use
   */
  BoundedResponse(ToIntFunction<Head> limit) {
    this.limit = limit;
  }

  @Override
  public BodySubscriber<byte[]> apply(ResponseInfo head) {
    try {
      int bytes = limit.applyAsInt(new Head(head.statusCode(), head.headers().map()));
      checkAnnounced(head, bytes);
      return new Body(bytes, head.statusCode());
    } catch (PeerException e) {
      Body none = new Body(0, head.statusCode());
      none.refuse(e);
      return none;
    }
  }

  /** Why the answer was refused; empty where it was not, or never came. */
  Optional<PeerException> refusal() {
    return Optional.ofNullable(refusal);
  }

  private static void checkAnnounced(ResponseInfo head, int limit) {
    long announced = head.headers().firstValueAsLong("content-length").orElse(0);
    if (announced < 0) {
      throw new PeerException(Fault.GARBLED, "its answer has a negative length");
    }
    if (announced > limit) {
      throw tooLarge(limit);
    }
  }

  private static PeerException tooLarge(int limit) {
    return new PeerException(
        Fault.TOO_LARGE, "its answer is larger than the limit of " + limit + " bytes");
  }

  /**
   * Asks for one piece at a time and copies it, so that memory is bounded by the limit whatever the
   * pieces are.
   */
  private final class Body implements BodySubscriber<byte[]> {
    private final CompletableFuture<byte[]> body = new CompletableFuture<>();
    private final ByteArrayOutputStream read = new ByteArrayOutputStream();
    private final int limit;
    private final int status;
    private Flow.Subscription subscription;

    Body(int limit, int status) {
      this.limit = limit;
      this.status = status;
    }

    void refuse(PeerException reason) {
      refusal = reason.withStatus(status);
      body.completeExceptionally(refusal);
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
          refuse(tooLarge(limit));
          subscription.cancel();
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
  }
}
