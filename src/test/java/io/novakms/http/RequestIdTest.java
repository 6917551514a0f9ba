package io.novakms.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.novakms.auth.CallerKind;
import io.novakms.diagnostics.LogContext;
import io.novakms.model.AppId;
import io.novakms.testing.LogLines;
import io.novakms.testing.ManualTime;
import io.novakms.testing.RawHttp;
import io.novakms.testing.RawHttp.Answer;
import io.novakms.testing.TestApp;
import io.novakms.testing.TestCaller;
import io.novakms.testing.TestNode;
import io.novakms.testing.TestSettings;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What ties a log line to the request, or to the tick, that it was written for. */
class RequestIdTest {
  @RegisterExtension static final InProcessServer server = new InProcessServer();

  private static final String ID = "X-Request-Id";
  private static final System.Logger LOG = LogContext.logger("io.novakms.test.registry");

  private final ManualTime time = new ManualTime();
  private final ExecutorService workers = Executors.newCachedThreadPool();
  private final LogLines log = new LogLines("io.novakms");

  @BeforeEach
  @AfterEach
  void nothingIsLeftInThisThread() {
    assertThat(LogContext.current()).isEmpty();
  }

  @AfterEach
  void close() {
    log.close();
    workers.shutdownNow();
  }

  private TestNode node(Map<String, String> settings) {
    return new TestNode(TestSettings.with(settings), time, time, LogContext.carriedBy(workers));
  }

  @Test
  void everyLineOfARequestCarriesTheIdOfItsAnswer() {
    TestNode node = new TestNode(TestSettings.with(Map.of()), time, time, Runnable::run);
    TestCaller peer = new TestCaller(CallerKind.PEER, node);
    node.members(peer.member());
    node.heart.open();
    RawHttp http = server.serve(node);
    int before = log.lines().size();

    Answer answer = http.send("POST", "/sync", "x-kms-signature: none");

    assertThat(answer.status()).isEqualTo(403);
    assertThat(since(before))
        .containsExactly("[request " + answer.header(ID) + "] answered with unauthorized");
  }

  @Test
  void aFaultCanBeFoundByTheIdThatTheCallerGot() {
    TestNode node = node(Map.of());
    RawHttp http = server.serve(node);
    node.heart.open();
    await().until(() -> http.send("GET", "/health").status() == 200);
    TestApp app = new TestApp(node, http, AppId.of(49));
    node.registry.put(
        app.wallet(),
        () -> {
          // On a thread of the executor, as a reading of the registry is.
          LOG.log(System.Logger.Level.WARNING, "looking");
          throw new IllegalStateException("broken");
        });
    int before = log.lines().size();

    Answer answer = app.get(TestApp.DATA).answer();

    assertThat(answer.status()).isEqualTo(500);
    assertThat(since(before))
        .containsExactly(
            "[request " + answer.header(ID) + "] looking",
            "[request " + answer.header(ID) + "] a request failed");
  }

  @Test
  void whatTheServerRefusesHasAnIdToo() {
    RawHttp http = server.serve(node(Map.of()));

    assertThat(http.send("GET", "/no/such/route").header(ID)).matches("[0-9a-f]{16}");
    assertThat(http.send("PATCH", "/status").header(ID)).matches("[0-9a-f]{16}");
  }

  @Test
  void linesOfATickCarryItsNumber() {
    TestNode node = new TestNode(TestSettings.with(Map.of()), time, time, Runnable::run);

    node.heart.open();
    node.heart.close();

    assertThat(log.lines())
        .containsExactly(
            "[tick 1] gate open: serving",
            "[tick 2] gate closed: not_registered (the test says so)");
  }

  @Test
  void aTrustedProxyMayNameTheRequest() {
    RawHttp http = server.serve(node(Map.of("KMS_TRUSTED_PROXIES", "127.0.0.1")));
    int before = log.lines().size();

    Answer answer = http.send("GET", "/health", ID + ": Root-1.67891233_abc");

    assertThat(answer.header(ID)).isEqualTo("Root-1.67891233_abc");
    assertThat(since(before))
        .containsExactly("[request Root-1.67891233_abc] answered with service_unavailable");
  }

  @Test
  void noOtherClientMay() {
    RawHttp http = server.serve(node(Map.of("KMS_TRUSTED_PROXIES", "192.0.2.1")));

    assertThat(http.send("GET", "/health", ID + ": 0123").header(ID)).matches("[0-9a-f]{16}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "two words",
        "{0}",
        "a\tb",
        "]forged",
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
      })
  void aProxysIdOfAnotherFormIsNotTaken(String id) {
    RawHttp http = server.serve(node(Map.of("KMS_TRUSTED_PROXIES", "127.0.0.1")));

    assertThat(http.send("GET", "/health", ID + ": " + id).header(ID)).matches("[0-9a-f]{16}");
  }

  @Test
  void twoIdsAreNone() {
    RawHttp http = server.serve(node(Map.of("KMS_TRUSTED_PROXIES", "127.0.0.1")));

    assertThat(http.send("GET", "/health", ID + ": first", ID + ": second").header(ID))
        .matches("[0-9a-f]{16}");
  }

  /** Audit events are left out: they are JSON, and name the request in a field. */
  private List<String> since(int before) {
    return log.lines().stream().skip(before).filter(line -> !line.startsWith("{")).toList();
  }
}
