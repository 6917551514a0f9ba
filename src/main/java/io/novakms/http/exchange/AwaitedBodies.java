package io.novakms.http.exchange;

import jakarta.servlet.ServletInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Bodies that a thread waits for: on Payara, where a request that is dispatched again runs beside
 * the end of its first dispatch, which recycles it. So that slow clients never hold all threads, a
 * bounded number waits at once, with a share for each client, and none longer than its time. Safe
 * for use by many threads.
 */
final class AwaitedBodies {
  /** Of the 64 threads for requests that {@code server-config} sets. */
  private static final int MOST = 40;

  private static final int MOST_OF_CLIENT = 24;

  // Guarded by the lock of this object.
  private final Map<Object, Integer> ofClients = new HashMap<>();
  private int all;

  /** How it ended. */
  enum Outcome {
    /** The body is here, or has failed. */
    OVER,
    /** It did not arrive in its time, and the connection is ended. */
    LATE,
    /** Too many of this client are waited for; nothing was read. */
    OVER_SHARE,
    /** Too many are waited for; nothing was read. */
    NO_ROOM
  }

  /** Reads the body of {@code exchange}, and returns when all of it is here. */
  Outcome read(Exchange exchange, ServletInputStream in, Object client, Duration time) {
    Optional<Outcome> refused = enter(client);
    if (refused.isPresent()) {
      return refused.get();
    }
    CompletableFuture<Void> read = new CompletableFuture<>();
    CompletableFuture<Boolean> isLate =
        read.orTimeout(time.toMillis(), TimeUnit.MILLISECONDS)
            .handle(
                (done, failure) -> {
                  if (failure != null) {
                    exchange.cut();
                  }
                  return failure != null;
                });
    try {
      exchange.body().readAll(in);
    } catch (IOException e) {
      exchange.body().failed();
    } finally {
      leave(client);
      read.complete(null);
    }
    return isLate.join() ? Outcome.LATE : Outcome.OVER;
  }

  private synchronized Optional<Outcome> enter(Object client) {
    int mine = ofClients.getOrDefault(client, 0);
    if (mine >= MOST_OF_CLIENT) {
      return Optional.of(Outcome.OVER_SHARE);
    }
    if (all >= MOST) {
      return Optional.of(Outcome.NO_ROOM);
    }
    all++;
    ofClients.put(client, mine + 1);
    return Optional.empty();
  }

  private synchronized void leave(Object client) {
    all--;
    ofClients.merge(client, -1, (mine, one) -> mine + one == 0 ? null : mine + one);
  }
}
