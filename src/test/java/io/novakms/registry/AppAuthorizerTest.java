package io.novakms.registry;

import static io.novakms.registry.Structs.wallet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import io.novakms.model.AppId;
import io.novakms.model.KmsException;
import io.novakms.model.KmsException.Kind;
import io.novakms.model.TeePublicKey;
import io.novakms.model.Wallet;
import io.novakms.registry.rpc.ChainException;
import io.novakms.wiring.server.ExecutorScheduler;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How long a permission counts, and who has to wait for it. */
class AppAuthorizerTest {
  private static final Duration TTL = Duration.ofSeconds(60);
  private static final Duration MOMENT = Duration.ofNanos(1_000);
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final ManualTicker ticker = new ManualTicker();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final AtomicInteger readings = new AtomicInteger();
  private volatile Supplier<AppCaller> registry = () -> caller(1);
  private final List<Runnable> queue = new ArrayList<>();

  @AfterEach
  void stop() {
    threads.shutdownNow();
  }

  private static AppCaller caller(long app) {
    return new AppCaller(
        AppId.of(app), BigInteger.ONE, TeePublicKey.parse(Structs.TEE_PUBLIC_KEY), wallet(1));
  }

  private static KmsException forbidden() {
    return new KmsException(Kind.FORBIDDEN, "wallet may not call");
  }

  private static ChainException away() {
    return new ChainException("the chain's node 10.1.2.3 can't be reached", null);
  }

  private AppAuthorizer authorizer(Executor executor) {
    return new AppAuthorizer(this::find, TTL, PATIENCE, ticker, new ExecutorScheduler(executor));
  }

  private AppAuthorizer direct() {
    return authorizer(Runnable::run);
  }

  private AppCaller find(Wallet wallet) {
    readings.incrementAndGet();
    return registry.get();
  }

  private static void assertRefused(AppAuthorizer authorizer, Kind kind) {
    assertThatExceptionOfType(KmsException.class)
        .isThrownBy(() -> authorizer.authorize(wallet(1)))
        .satisfies(e -> assertThat(e.kind()).isEqualTo(kind));
  }

  @Test
  void permissionIsReadOnceAndKept() {
    AppAuthorizer authorizer = direct();

    assertThat(authorizer.authorize(wallet(1))).isEqualTo(caller(1));
    ticker.advance(TTL.dividedBy(2));
    assertThat(authorizer.authorize(wallet(1))).isEqualTo(caller(1));

    assertThat(readings).hasValue(1);
  }

  @Test
  void noCallerSpeaksForTheCluster() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> caller(AppId.CLUSTER.value().longValue()))
        .withMessageContaining("app id 0");
  }

  @Test
  void eachWalletHasItsOwnPermission() {
    AppAuthorizer authorizer = direct();
    authorizer.authorize(wallet(1));
    registry = () -> caller(2);

    assertThat(authorizer.authorize(wallet(2)).appId()).isEqualTo(AppId.of(2));
    assertThat(authorizer.authorize(wallet(1)).appId()).isEqualTo(AppId.of(1));
  }

  @Test
  void oldPermissionIsServedWhileARefreshRuns() {
    AppAuthorizer authorizer = authorizer(queue::add);
    Future<AppCaller> first =
        CompletableFuture.supplyAsync(() -> authorizer.authorize(wallet(1)), threads);
    await().until(() -> queue.size() == 1);
    queue.remove(0).run();
    assertThat(first).succeedsWithin(PATIENCE);
    registry = () -> caller(2);
    ticker.advance(TTL.multipliedBy(3).dividedBy(4));

    // Answered although the refresh has not begun.
    assertThat(authorizer.authorize(wallet(1)).appId()).isEqualTo(AppId.of(1));
    assertThat(authorizer.authorize(wallet(1)).appId()).isEqualTo(AppId.of(1));
    assertThat(queue).hasSize(1);
    queue.remove(0).run();

    assertThat(authorizer.authorize(wallet(1)).appId()).isEqualTo(AppId.of(2));
    assertThat(queue).isEmpty();
  }

  @Test
  void permissionThatIsRefreshedInTimeNeverMakesACallWait() {
    AppAuthorizer authorizer = direct();
    authorizer.authorize(wallet(1));

    for (int i = 0; i < 10; i++) {
      ticker.advance(TTL.multipliedBy(4).dividedBy(5));
      assertThat(authorizer.authorize(wallet(1))).isEqualTo(caller(1));
    }
    assertThat(readings).hasValue(11);
  }

  @Test
  void revocationIsEffectiveOneTtlLaterAtMost() {
    AppAuthorizer authorizer = direct();
    authorizer.authorize(wallet(1));
    registry =
        () -> {
          throw forbidden();
        };
    ticker.advance(TTL.minus(MOMENT));
    // The last call that is served starts the refresh, which ends it.
    authorizer.authorize(wallet(1));

    assertRefused(authorizer, Kind.FORBIDDEN);
  }

  @Test
  void expiredPermissionIsNeverServed() {
    AppAuthorizer authorizer = direct();
    authorizer.authorize(wallet(1));
    registry =
        () -> {
          throw away();
        };
    ticker.advance(TTL.minus(MOMENT));
    assertThat(authorizer.authorize(wallet(1))).isEqualTo(caller(1));
    ticker.advance(MOMENT);

    assertRefused(authorizer, Kind.UNAVAILABLE);
  }

  @Test
  void permissionAgesFromTheStartOfItsReading() {
    registry =
        () -> {
          // A slow registry: what it said may be as old as the reading took.
          ticker.advance(TTL.dividedBy(2));
          return caller(1);
        };
    AppAuthorizer authorizer = direct();
    authorizer.authorize(wallet(1));
    registry =
        () -> {
          throw away();
        };
    ticker.advance(TTL.dividedBy(2));

    assertRefused(authorizer, Kind.UNAVAILABLE);
  }

  @Test
  void failedRefreshIsTriedAgainAfterAPause() {
    AppAuthorizer authorizer = direct();
    authorizer.authorize(wallet(1));
    registry =
        () -> {
          throw away();
        };
    ticker.advance(TTL.multipliedBy(3).dividedBy(4));
    for (int i = 0; i < 100; i++) {
      authorizer.authorize(wallet(1));
    }
    assertThat(readings).hasValue(2);
    ticker.advance(TTL.dividedBy(16));
    registry = () -> caller(2);

    authorizer.authorize(wallet(1));

    assertThat(readings).hasValue(3);
    assertThat(authorizer.authorize(wallet(1)).appId()).isEqualTo(AppId.of(2));
  }

  @Test
  void refusalIsKeptForTenSecondsAtMost() {
    registry =
        () -> {
          throw forbidden();
        };
    AppAuthorizer authorizer = direct();
    assertRefused(authorizer, Kind.FORBIDDEN);
    registry = () -> caller(1);
    ticker.advance(Duration.ofSeconds(10).minus(MOMENT));
    assertRefused(authorizer, Kind.FORBIDDEN);
    assertThat(readings).hasValue(1);

    ticker.advance(MOMENT);

    assertThat(authorizer.authorize(wallet(1))).isEqualTo(caller(1));
  }

  @Test
  void refusalIsKeptNoLongerThanAPermission() {
    AppAuthorizer authorizer =
        new AppAuthorizer(
            this::find,
            Duration.ofSeconds(2),
            PATIENCE,
            ticker,
            new ExecutorScheduler(Runnable::run));
    registry =
        () -> {
          throw forbidden();
        };
    assertRefused(authorizer, Kind.FORBIDDEN);
    registry = () -> caller(1);

    ticker.advance(Duration.ofSeconds(2));

    assertThat(authorizer.authorize(wallet(1))).isEqualTo(caller(1));
  }

  @Test
  void failureIsNotKept() {
    AppAuthorizer authorizer = direct();
    registry =
        () -> {
          throw away();
        };
    assertRefused(authorizer, Kind.UNAVAILABLE);
    registry = () -> caller(1);

    assertThat(authorizer.authorize(wallet(1))).isEqualTo(caller(1));
  }

  @Test
  void failureDoesNotTellCallersWhereTheChainIs() {
    AppAuthorizer authorizer = direct();
    registry =
        () -> {
          throw away();
        };

    assertThatExceptionOfType(KmsException.class)
        .isThrownBy(() -> authorizer.authorize(wallet(1)))
        .withMessageNotContaining("10.1.2.3");
  }

  @Test
  void callsThatMissAtOnceShareOneReading() {
    CountDownLatch answer = new CountDownLatch(1);
    registry =
        () -> {
          awaitLatch(answer);
          return caller(1);
        };
    AppAuthorizer authorizer = authorizer(threads);
    List<Future<AppCaller>> calls = new ArrayList<>();
    for (int i = 0; i < AppAuthorizer.WAITING_AT_ONCE; i++) {
      calls.add(threads.submit(() -> authorizer.authorize(wallet(1))));
    }
    await().until(() -> readings.get() == 1);
    answer.countDown();

    assertThat(calls).allSatisfy(call -> assertThat(call).succeedsWithin(PATIENCE));
    assertThat(readings).hasValue(1);
  }

  @Test
  void oneAppThatCallsWhileTheRegistryIsSilentHoldsUpFewThreads() {
    CountDownLatch answer = new CountDownLatch(1);
    registry =
        () -> {
          awaitLatch(answer);
          return caller(1);
        };
    AppAuthorizer authorizer = authorizer(threads);
    List<Future<AppCaller>> calls = new ArrayList<>();
    for (int i = 0; i < 2 * AppAuthorizer.WAITING_AT_ONCE; i++) {
      calls.add(threads.submit(() -> authorizer.authorize(wallet(1))));
    }
    // The registry has not answered yet: these were told so at once.
    await()
        .atMost(PATIENCE.dividedBy(2))
        .until(
            () -> calls.stream().filter(Future::isDone).count() == AppAuthorizer.WAITING_AT_ONCE);
    List<Future<AppCaller>> refused = calls.stream().filter(Future::isDone).toList();
    answer.countDown();

    assertThat(refused)
        .allSatisfy(
            call ->
                assertThat(call)
                    .failsWithin(PATIENCE)
                    .withThrowableThat()
                    .withMessageContaining("too many others"));
    calls.removeAll(refused);
    assertThat(calls).allSatisfy(call -> assertThat(call).succeedsWithin(PATIENCE));
    assertThat(readings).hasValue(1);
    // Their places are free again.
    ticker.advance(TTL);
    assertThat(authorizer.authorize(wallet(1))).isEqualTo(caller(1));
  }

  @Test
  void registryThatHangsIsNotWaitedForAnyLonger() {
    CountDownLatch answer = new CountDownLatch(1);
    registry =
        () -> {
          awaitLatch(answer);
          return caller(1);
        };
    AppAuthorizer authorizer =
        new AppAuthorizer(
            this::find, TTL, Duration.ofMillis(100), ticker, new ExecutorScheduler(threads));

    assertRefused(authorizer, Kind.UNAVAILABLE);

    answer.countDown();
    await().untilAsserted(() -> assertThat(authorizer.authorize(wallet(1))).isEqualTo(caller(1)));
  }

  @Test
  void tooManyReadingsAtOnceAreRefusedButKeptPermissionsAreServed() {
    AppAuthorizer authorizer =
        new AppAuthorizer(
            this::find, TTL, Duration.ofMillis(1), ticker, new ExecutorScheduler(queue::add));
    assertRefused(authorizer, Kind.UNAVAILABLE);
    queue.remove(0).run();
    for (int i = 2; i < 1_000; i++) {
      Wallet stranger = wallet(i);
      assertThatExceptionOfType(KmsException.class)
          .isThrownBy(() -> authorizer.authorize(stranger));
    }

    assertThat(queue).hasSize(AppAuthorizer.LOOKUPS_AT_ONCE);
    assertThat(authorizer.authorize(wallet(1))).isEqualTo(caller(1));
  }

  @Test
  void strangersWhoTakeAllTurnsDelayNoRefresh() {
    AppAuthorizer authorizer =
        new AppAuthorizer(
            this::find, TTL, Duration.ofMillis(1), ticker, new ExecutorScheduler(queue::add));
    assertRefused(authorizer, Kind.UNAVAILABLE);
    queue.remove(0).run();
    for (int i = 2; i < 100; i++) {
      Wallet stranger = wallet(i);
      assertThatExceptionOfType(KmsException.class)
          .isThrownBy(() -> authorizer.authorize(stranger));
    }
    ticker.advance(TTL.multipliedBy(3).dividedBy(4));

    authorizer.authorize(wallet(1));

    assertThat(queue).hasSize(AppAuthorizer.LOOKUPS_AT_ONCE + 1);
  }

  @Test
  void refreshesTakeFewThreadsToo() {
    AppAuthorizer authorizer =
        new AppAuthorizer(
            this::find, TTL, Duration.ofMillis(1), ticker, new ExecutorScheduler(queue::add));
    for (int i = 1; i <= 20; i++) {
      Wallet wallet = wallet(i);
      assertThatExceptionOfType(KmsException.class).isThrownBy(() -> authorizer.authorize(wallet));
      queue.remove(0).run();
    }
    ticker.advance(TTL.multipliedBy(3).dividedBy(4));

    for (int i = 1; i <= 20; i++) {
      assertThat(authorizer.authorize(wallet(i))).isEqualTo(caller(1));
    }

    assertThat(queue).hasSize(AppAuthorizer.REFRESHES_AT_ONCE);
  }

  @Test
  void missesThatComeAtOnceAreServedInTurn() {
    AtomicInteger underWay = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    CountDownLatch answer = new CountDownLatch(1);
    registry =
        () -> {
          most.accumulateAndGet(underWay.incrementAndGet(), Math::max);
          awaitLatch(answer);
          underWay.decrementAndGet();
          return caller(1);
        };
    AppAuthorizer authorizer = authorizer(threads);
    List<Future<AppCaller>> calls = new ArrayList<>();
    for (int i = 1; i <= AppAuthorizer.WAITING_AT_ONCE; i++) {
      Wallet wallet = wallet(i);
      calls.add(threads.submit(() -> authorizer.authorize(wallet)));
    }
    await().until(() -> underWay.get() == AppAuthorizer.LOOKUPS_AT_ONCE);
    answer.countDown();

    assertThat(calls).allSatisfy(call -> assertThat(call).succeedsWithin(PATIENCE));
    assertThat(most).hasValueLessThanOrEqualTo(AppAuthorizer.LOOKUPS_AT_ONCE);
  }

  @Test
  void strangersPushNoPermissionOut() {
    AppAuthorizer authorizer = direct();
    authorizer.authorize(wallet(1));
    registry =
        () -> {
          throw forbidden();
        };

    for (int i = 2; i < 30_000; i++) {
      Wallet stranger = wallet(i);
      assertThatExceptionOfType(KmsException.class)
          .isThrownBy(() -> authorizer.authorize(stranger));
    }

    assertThat(authorizer.authorize(wallet(1))).isEqualTo(caller(1));
  }

  @Test
  void executorThatTakesNothingIsSaid() {
    AppAuthorizer authorizer =
        authorizer(
            task -> {
              throw new RejectedExecutionException();
            });

    assertRefused(authorizer, Kind.UNAVAILABLE);
    assertRefused(authorizer, Kind.UNAVAILABLE);
  }

  @Test
  void faultLeavesNoCallerWaiting() {
    registry =
        () -> {
          throw new IllegalArgumentException("a fault of this node");
        };
    AppAuthorizer authorizer = authorizer(threads);

    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(() -> authorizer.authorize(wallet(1)));

    registry = () -> caller(1);
    await()
        .dontCatchUncaughtExceptions()
        .untilAsserted(() -> assertThat(authorizer.authorize(wallet(1))).isEqualTo(caller(1)));
  }

  private static void awaitLatch(CountDownLatch latch) {
    try {
      assertThat(latch.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
