package io.novakms.bench;

import io.novakms.peer.PeerHttp;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToIntFunction;

/** Counts the bytes of the bodies that a node sends to peers and gets from them. */
final class CountingPeerHttp implements PeerHttp {
  private final PeerHttp http;
  private final AtomicLong sent = new AtomicLong();
  private final AtomicLong received = new AtomicLong();

  CountingPeerHttp(PeerHttp http) {
    this.http = http;
  }

  /** Bytes of the bodies of requests. */
  long sent() {
    return sent.get();
  }

  /** Bytes of the bodies of answers. */
  long received() {
    return received.get();
  }

  @Override
  public CompletableFuture<Answer> send(Request request, Duration time, ToIntFunction<Head> limit) {
    request.body().ifPresent(body -> sent.addAndGet(body.length));
    CompletableFuture<Answer> answer = http.send(request, time, limit);
    return answer.whenComplete(
        (got, failure) -> {
          if (failure == null) {
            received.addAndGet(got.body().length);
          }
        });
  }

  @Override
  public void close() {
    http.close();
  }
}
