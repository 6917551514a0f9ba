package io.novakms.auth;

import static io.novakms.schedules.Together.require;

import io.novakms.schedules.Schedules;
import io.novakms.schedules.Together;
import io.novakms.testing.Members;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

/** Requests that take and use nonces at once. */
public final class NonceStoreSchedules implements Schedules {
  private static final Duration VALID = Duration.ofSeconds(120);

  @Override
  public Map<String, Scene> scenes() {
    return Map.of(
        "nonceIsUsedByOneOfManyRequests", this::once,
        "fullStoreStaysWithinItsBounds", this::full);
  }

  private void once() throws Exception {
    NonceStore store = new NonceStore(4, VALID, new ManualTicker(), new Random(1));
    Nonce nonce = Nonce.parse(store.issue(Clients.client("192.0.2.1"))).orElseThrow();
    AtomicInteger used = new AtomicInteger();
    Scene request =
        () -> {
          if (store.isUsable(nonce, CallerKind.APP)
              && store.use(nonce, CallerKind.APP, Members.wallet(1))) {
            used.incrementAndGet();
          }
        };
    Together.run(request, request, request);
    require(used.get() == 1, "used " + used.get() + " times");
    require(store.size() == 0, "a used nonce is kept");
  }

  private void full() throws Exception {
    ManualTicker ticker = new ManualTicker();
    NonceStore store = new NonceStore(2, VALID, ticker, new Random(1));
    store.issue(Clients.client("192.0.2.1"));
    Scene caller =
        () -> {
          String nonce = store.issue(Clients.client("192.0.2.2"));
          store.use(Nonce.parse(nonce).orElseThrow(), CallerKind.APP, Members.wallet(1));
          require(store.size() <= 2, "more nonces than allowed");
        };
    Together.run(
        caller,
        caller,
        () -> {
          ticker.advance(VALID.plusNanos(1));
          store.issue(Clients.client("192.0.2.3"));
        });
    require(store.size() >= 1 && store.size() <= 2, store.size() + " nonces");
  }
}
