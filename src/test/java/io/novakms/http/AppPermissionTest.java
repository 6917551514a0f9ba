package io.novakms.http;

import static io.novakms.http.ErrorShape.assertRefused;
import static io.novakms.testing.TestApp.DATA;
import static io.novakms.testing.TestApp.DERIVE;
import static io.novakms.testing.TestApp.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.novakms.auth.CallerKind;
import io.novakms.model.AppId;
import io.novakms.node.GateState;
import io.novakms.registry.AppCaller;
import io.novakms.registry.rpc.ChainException;
import io.novakms.testing.ManualTime;
import io.novakms.testing.RawHttp;
import io.novakms.testing.RawHttp.Answer;
import io.novakms.testing.TestApp;
import io.novakms.testing.TestApp.Exchange;
import io.novakms.testing.TestCaller;
import io.novakms.testing.TestNode;
import io.novakms.testing.TestSettings;
import java.math.BigInteger;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Whom the registry lets in, and how soon its word counts. */
class AppPermissionTest {
  @RegisterExtension static final InProcessServer server = new InProcessServer();

  private static final AppId APP = AppId.of(49);
  private static final Duration TTL = Duration.ofSeconds(60);

  private final ManualTime time = new ManualTime();
  private final TestNode node = node(Map.of());
  private RawHttp http;
  private TestApp app;

  private TestNode node(Map<String, String> settings) {
    return new TestNode(TestSettings.with(settings), time, time, Runnable::run);
  }

  @BeforeEach
  void start() {
    node.heart.open();
    http = server.serve(node);
    app = new TestApp(node, http, APP);
  }

  @Test
  void whoIsNotRegisteredIsForbidden() {
    TestApp stranger = new TestApp(new TestCaller(CallerKind.APP, node), http);
    Exchange refused = stranger.get(DATA);

    assertRefused(refused.answer(), 403, "forbidden");
    assertThat(refused.answer().headers())
        .doesNotContainKeys("x-kms-next-nonce", "x-kms-response-signature");
  }

  @Test
  void revocationIsEffectiveWithinOneTtl() {
    there();
    assertThat(app.get(DATA).answer().status()).isEqualTo(200);
    node.registry.remove(app.wallet());
    later(TTL);

    for (AppRoute route : AppRoute.all().toList()) {
      assertRefused(route.send(app).answer(), 403, "forbidden");
    }
    assertThat(node.store.get(APP, "there")).isPresent();
    assertThat(node.store.get(APP, "k")).isEmpty();
  }

  @Test
  void instanceThatWasGivenToAnotherAppLosesTheFirst() {
    app.call("PUT", DATA, value("k", "of the first"));
    node.registry.put(app.wallet(), () -> app.caller().instanceOf(AppId.of(50)));
    later(TTL);

    JsonNode list = app.read(DATA);
    assertThat(list.path("app_id").intValue()).isEqualTo(50);
    assertThat(list.path("count").intValue()).isZero();
    assertRefused(app.get(DATA + "/k").answer(), 404, "not_found");
  }

  @Test
  void newEnvelopeKeyCountsOnceThePermissionWasReadAnew() {
    TestCaller renewed = new TestCaller(CallerKind.APP, node);
    app.call("PUT", DATA, value("k", "1"));
    node.registry.put(
        app.wallet(), () -> new AppCaller(APP, BigInteger.ONE, renewed.publicKey(), app.wallet()));
    later(TTL);
    Exchange old = app.send("POST", DERIVE, "{\"path\": \"p\"}");
    Exchange read = app.get(DATA);

    assertRefused(old.answer(), 403, "forbidden");
    // The answer is for the new key, so the old one does not open it.
    assertThat(read.answer().status()).isEqualTo(200);
    assertThat(renewed.open(read.answer().body()).path("count").intValue()).isEqualTo(1);
  }

  @Test
  void permissionAtHandIsServedWhateverTheChainDoes() {
    app.get(DATA);
    node.registry.put(
        app.wallet(),
        () -> {
          throw new ChainException("the chain at 10.1.2.3 is away", null);
        });
    later(TTL.multipliedBy(3).dividedBy(4));

    assertThat(app.get(DATA).answer().status()).isEqualTo(200);
    assertThat(node.readings).hasValue(2);
    later(TTL.dividedBy(4));
    Answer refused = app.get(DATA).answer();
    assertRefused(refused, 503, "service_unavailable");
    assertThat(refused.body()).doesNotContain("10.1.2.3");
  }

  @Test
  void registryThatHangsIsNotWaitedForLongAndHoldsUpNoKnownApp() {
    CountDownLatch answers = new CountDownLatch(1);
    ExecutorService threads = Executors.newCachedThreadPool();
    try {
      TestNode slow = new TestNode(TestSettings.with(Map.of()), time, time, threads);
      slow.heart.open();
      await().until(() -> slow.heart.gate().state() instanceof GateState.Serving);
      RawHttp client = server.serve(slow);
      TestApp known = new TestApp(slow, client, APP);
      TestApp unknown = new TestApp(slow, client, AppId.of(50));
      known.read(DATA);
      slow.registry.replaceAll((wallet, record) -> () -> hang(answers, record));

      Answer refused = unknown.get(DATA).answer();
      assertRefused(refused, 503, "service_unavailable");
      time.advance(TTL.multipliedBy(3).dividedBy(4));
      slow.heart.open();
      await().until(() -> slow.heart.gate().state() instanceof GateState.Serving);
      // A refresh begins, and hangs, too.
      for (int i = 0; i < 3; i++) {
        assertThat(known.read(DATA).path("app_id").intValue()).isEqualTo(49);
      }
      assertThat(slow.readings).hasValue(3);

      answers.countDown();
      await().until(() -> unknown.get(DATA).answer().status() == 200);
    } finally {
      answers.countDown();
      threads.shutdownNow();
    }
  }

  @Test
  void faultOfTheRegistryTellsNothing() {
    node.registry.put(
        app.wallet(),
        () -> {
          throw new IllegalStateException("what nobody may read");
        });
    Answer fault = app.get(DATA).answer();

    assertRefused(fault, 500, "internal_error");
    assertThat(fault.body()).doesNotContain("nobody");
  }

  private void there() {
    byte[] stored = node.values.seal(node.secret.keys().dataKey(APP), new byte[1]);
    node.store.put(APP, "there", stored, 0);
  }

  private static AppCaller hang(CountDownLatch answers, Supplier<AppCaller> record) {
    try {
      answers.await();
      return record.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ChainException("interrupted", e);
    }
  }

  private void later(Duration span) {
    time.advance(span);
    node.heart.open();
  }
}
