package io.novakms.http;

import static io.novakms.http.ErrorShape.assertRefused;
import static io.novakms.http.ErrorShape.assertSafeHeaders;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.novakms.auth.CallerKind;
import io.novakms.crypto.StrictJson;
import io.novakms.model.AppId;
import io.novakms.testing.Exposition;
import io.novakms.testing.Exposition.Sample;
import io.novakms.testing.ManualTime;
import io.novakms.testing.RawHttp;
import io.novakms.testing.RawHttp.Answer;
import io.novakms.testing.TestApp;
import io.novakms.testing.TestCaller;
import io.novakms.testing.TestNode;
import io.novakms.testing.TestSettings;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who gets the metrics, in which form, and that each of them moves when its thing happens. */
class PrometheusRouteTest {
  @RegisterExtension static final InProcessServer server = new InProcessServer();

  private static final String ROUTE = "/prometheus";
  private static final String TEXT = "text/plain;version=0.0.4;charset=utf-8";
  private static final String OPEN = "application/openmetrics-text;version=1.0.0;charset=utf-8";
  private static final String COUNT = "nova_kms_http_request_duration_seconds_count";
  private static final String REFUSALS = "nova_kms_refusals_total";
  private static final AppId APP = AppId.of(49);
  private static final String TOKEN = "s3cret-token-of-the-scraper";

  private final ManualTime time = new ManualTime();
  private TestNode node;
  private RawHttp http;

  @BeforeEach
  void start() {
    use(Map.of());
  }

  private void use(Map<String, String> settings) {
    Map<String, String> all = new HashMap<>(Map.of("NONCE_RATE_LIMIT_PER_MINUTE", "100000"));
    all.put("RATE_LIMIT_PER_MINUTE", "1000000");
    all.putAll(settings);
    node = new TestNode(TestSettings.with(all), time, time, Runnable::run);
    http = server.serve(node);
  }

  private Exposition scrape() {
    Answer answer = http.send("GET", ROUTE);
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return Exposition.text(answer.body());
  }

  @Test
  void isInPrometheusTextFormatUnlessOpenMetricsIsAskedFor() {
    Answer answer = http.send("GET", ROUTE);

    assertThat(answer.status()).isEqualTo(200);
    assertSafeHeaders(answer);
    assertThat(answer.header("Content-Type").replace(" ", "")).isEqualTo(TEXT);
    assertThat(Exposition.text(answer.body()).families()).hasSizeGreaterThan(40);
    for (String accept : List.of("*/*", "text/plain;version=0.0.4", "text/html", "image/png")) {
      Answer other = http.send("GET", ROUTE, "Accept: " + accept);
      assertThat(other.status()).as(accept).isEqualTo(200);
      assertThat(other.header("Content-Type")).as(accept).startsWith("text/plain");
    }
  }

  @Test
  void isInOpenMetricsWhereThatIsLikedBest() {
    // As Prometheus 3 asks.
    Answer answer =
        http.send(
            "GET",
            ROUTE,
            "Accept: application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,"
                + "application/openmetrics-text;version=0.0.1;q=0.5,text/plain;version=0.0.4;"
                + "q=0.2,*/*;q=0.1");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("Content-Type").replace(" ", "")).isEqualTo(OPEN);
    assertThat(Exposition.openMetrics(answer.body()).families()).hasSizeGreaterThan(40);
    assertThat(
            http.send("GET", ROUTE, "Accept: text/plain, application/openmetrics-text;q=0.5")
                .header("Content-Type"))
        .startsWith("text/plain");
  }

  @Test
  void bothFormatsTellTheSame() {
    TestApp app = anApp();
    app.read(TestApp.DATA);

    Exposition open =
        Exposition.openMetrics(
            http.send("GET", ROUTE, "Accept: application/openmetrics-text").body());
    Exposition text = scrape();

    assertThat(open.samples().stream().map(Sample::name).filter(this::isOurs).distinct())
        .containsAll(text.samples().stream().map(Sample::name).filter(this::isOurs).toList());
  }

  private boolean isOurs(String name) {
    return name.startsWith("nova_kms_");
  }

  @Test
  void canBeSwitchedOffAndIsLikeNoRouteThen() {
    use(Map.of("KMS_METRICS", "false"));

    assertRefused(http.send("GET", ROUTE), 404, "not_found");
  }

  @Test
  void isForLoopbackOnlyByDefault() {
    use(Map.of("KMS_TRUSTED_PROXIES", "127.0.0.1"));

    assertThat(http.send("GET", ROUTE).status()).isEqualTo(200);
    assertThat(http.send("GET", ROUTE, "X-Forwarded-For: 127.0.0.9").status()).isEqualTo(200);
    assertRefused(http.send("GET", ROUTE, "X-Forwarded-For: 192.0.2.7"), 403, "forbidden");
  }

  @Test
  void isForTheAddressesThatAreAllowed() {
    use(Map.of("KMS_TRUSTED_PROXIES", "127.0.0.1", "KMS_METRICS_ALLOW", "192.0.2.0/24"));

    assertThat(http.send("GET", ROUTE, "X-Forwarded-For: 192.0.2.7").status()).isEqualTo(200);
    assertRefused(http.send("GET", ROUTE), 403, "forbidden");
  }

  @ParameterizedTest
  @ValueSource(strings = {"X-Forwarded-For: 127.0.0.1", "Forwarded: for=127.0.0.1", "Via: 1.1 p"})
  void aProxyThatIsNotTrustedMakesNoClientLocal(String header) {
    assertRefused(http.send("GET", ROUTE, header), 403, "forbidden");
  }

  @Test
  void aTokenIsNeededWhereOneIsSetAndEnoughFromAnywhere() {
    use(Map.of("KMS_METRICS_TOKEN", TOKEN, "KMS_METRICS_ALLOW", "192.0.2.1"));

    assertThat(http.send("GET", ROUTE, "Authorization: Bearer " + TOKEN).status()).isEqualTo(200);
    assertThat(http.send("GET", ROUTE, "Authorization: bearer " + TOKEN, "Via: 1.1 p").status())
        .isEqualTo(200);
    assertRefused(http.send("GET", ROUTE), 403, "unauthorized");
    for (String wrong : List.of("Bearer", "Bearer ", "Bearer x" + TOKEN, "Basic " + TOKEN, TOKEN)) {
      assertRefused(http.send("GET", ROUTE, "Authorization: " + wrong), 403, "unauthorized");
    }
    assertRefused(
        http.send("GET", ROUTE, "Authorization: Bearer " + TOKEN, "Authorization: Bearer x"),
        403,
        "unauthorized");
  }

  @Test
  void requestsAreCountedByMethodRouteAndStatus() {
    TestApp app = anApp();
    app.call("PUT", TestApp.DATA, TestApp.value("a/b", "v"));
    app.read(TestApp.DATA + "/a/b");
    app.read(TestApp.DATA);
    app.get(TestApp.DATA + "/none");
    app.call("POST", TestApp.DERIVE, TestApp.object().put("path", "p"));
    http.send("POST", "/sync");
    http.send("GET", "/no/such");
    http.send("BREW", "/status");
    http.send("GET", "/status");

    Exposition seen = scrape();

    assertThat(count(seen, "PUT", "/kms/data", 200)).isEqualTo(1);
    assertThat(count(seen, "GET", "/kms/data/{key}", 200)).isEqualTo(1);
    assertThat(count(seen, "GET", "/kms/data/{key}", 404)).isEqualTo(1);
    assertThat(count(seen, "GET", "/kms/data", 200)).isEqualTo(1);
    assertThat(count(seen, "POST", "/kms/derive", 200)).isEqualTo(1);
    assertThat(count(seen, "POST", "/sync", 403)).isEqualTo(1);
    assertThat(count(seen, "GET", "/status", 200)).isEqualTo(1);
    assertThat(count(seen, "GET", "unmatched", 404)).isEqualTo(1);
    assertThat(seen.sum(COUNT, "method", "other", "route", "unmatched")).isEqualTo(1);
    // The scrape itself is counted by the next one.
    assertThat(count(scrape(), "GET", ROUTE, 200)).isEqualTo(1);
  }

  private static double count(Exposition seen, String method, String route, int status) {
    return seen.value(COUNT, "method", method, "route", route, "status", Integer.toString(status));
  }

  @Test
  void theGateAndItsLeaseAreTold() {
    assertThat(scrape().value("nova_kms_gate_state", "state", "starting")).isEqualTo(1);
    node.heart.open();
    time.advance(Duration.ofSeconds(5));
    Exposition open = scrape();
    time.advance(node.config.tick().lease());
    Exposition expired = scrape();

    assertThat(open.value("nova_kms_gate_state", "state", "open")).isEqualTo(1);
    assertThat(open.sum("nova_kms_gate_state")).isEqualTo(1);
    assertThat(open.value("nova_kms_gate_lease_left_seconds"))
        .isEqualTo(node.config.tick().lease().minusSeconds(5).toSeconds());
    assertThat(open.value("nova_kms_gate_changes_total", "state", "open")).isEqualTo(1);
    assertThat(expired.value("nova_kms_gate_state", "state", "lease_expired")).isEqualTo(1);
    assertThat(expired.value("nova_kms_gate_lease_left_seconds")).isZero();
    assertThat(expired.value("nova_kms_gate_changes_total", "state", "lease_expired")).isEqualTo(1);
    assertThat(expired.value("nova_kms_gate_since_timestamp_seconds"))
        .isEqualTo(time.instant().getEpochSecond());
  }

  @Test
  void ticksAreTimedByStepAndResult() {
    node.heart.open();
    node.heart.close();
    Exposition seen = scrape();

    String step = "nova_kms_tick_step_duration_seconds";
    assertThat(seen.value(step + "_count", "step", "discover", "result", "ok")).isEqualTo(1);
    assertThat(seen.value(step + "_sum", "step", "discover", "result", "ok")).isEqualTo(0.007);
    assertThat(seen.value(step + "_count", "step", "discover", "result", "stopped")).isEqualTo(1);
    assertThat(seen.value("nova_kms_tick_duration_seconds_count", "result", "ok")).isEqualTo(1);
    assertThat(seen.value("nova_kms_tick_last_timestamp_seconds"))
        .isEqualTo(time.instant().toEpochMilli() / 1000.0 + 0.012);
    assertThat(seen.value("nova_kms_ticks_broken_total")).isZero();
  }

  @Test
  void whatIsStoredIsToldWithoutNamingAnyApp() {
    use(Map.of("MAX_APP_STORAGE_BYTES", "2000", "MAX_KV_VALUE_SIZE_BYTES", "1000"));
    TestApp app = anApp();
    app.call("PUT", TestApp.DATA, TestApp.value("a", new byte[100]));
    app.call("PUT", TestApp.DATA, TestApp.value("b", new byte[100]));
    app.call("DELETE", TestApp.DATA, TestApp.object().put("key", "b"));
    Exposition some = scrape();
    app.call("PUT", TestApp.DATA, TestApp.value("c", new byte[900]));
    Exposition full = scrape();

    assertThat(some.value("nova_kms_store_values")).isEqualTo(1);
    assertThat(some.value("nova_kms_store_tombstones")).isEqualTo(1);
    assertThat(some.value("nova_kms_store_bytes")).isEqualTo(1 + 128 + 1 + 2 * 300);
    assertThat(some.value("nova_kms_store_apps", "fullness", "under_50")).isEqualTo(1);
    assertThat(full.value("nova_kms_store_apps", "fullness", "under_50")).isZero();
    assertThat(full.value("nova_kms_store_apps", "fullness", "nearly_full")).isEqualTo(1);
    assertThat(full.value("nova_kms_store_app_limit_bytes")).isEqualTo(2000);
    assertThat(full.value("nova_kms_store_limit_bytes"))
        .isEqualTo(node.config.store().maxStoreBytes());
    assertThat(full.value("nova_kms_store_set_aside_bytes")).isZero();
    assertThat(full.value("nova_kms_store_set_aside_secrets")).isZero();
    assertThat(full.value("nova_kms_store_bytes")).isEqualTo(node.store.stats().bytes());
  }

  @Test
  void whoIsNotLetInIsCountedByTheCheckThatWasNotPassed() {
    TestCaller peer = new TestCaller(CallerKind.PEER, node);
    http.send("POST", "/sync");
    node.members(peer.member());
    node.heart.open();
    http.send("POST", "/sync");
    sync(peer, peer.proof(nonce()), "{}");
    sync(peer, peer.proof("AAAAAAAAAAAAAAAAAAAAAA=="), peer.seal(echo()).toString());
    TestCaller stranger = new TestCaller(CallerKind.PEER, node);
    sync(stranger, stranger.proof(nonce()), stranger.seal(echo()).toString());
    sync(peer, peer.proof(nonce()), stranger.seal(echo()).toString());
    String once = peer.seal(echo()).toString();
    sync(peer, peer.proof(nonce()), once);
    sync(peer, peer.proof(nonce()), once);
    Map<String, String> old = peer.proof(nonce());
    time.advance(node.config.auth().popTimeout().plusSeconds(1));
    node.heart.open();
    node.members(peer.member());
    sync(peer, old, peer.seal(echo()).toString());

    Exposition seen = scrape();

    for (String reason :
        List.of(
            "gate_closed",
            "proof_malformed",
            "proof_wrong_time",
            "proof_invalid",
            "not_registered",
            "envelope_invalid",
            "envelope_foreign_key",
            "envelope_replayed")) {
      assertThat(seen.value(REFUSALS, "caller", "peer", "reason", reason)).as(reason).isEqualTo(1);
    }
    assertThat(seen.sum(REFUSALS, "caller", "app")).isZero();
    assertThat(seen.value("nova_kms_sync_requests_total", "type", "echo", "result", "answered"))
        .isEqualTo(0);
    assertThat(
            seen.value("nova_kms_sync_requests_total", "type", "unknown", "result", "refused")
                + seen.value("nova_kms_sync_requests_total", "type", "echo", "result", "refused"))
        .isEqualTo(1);
  }

  @Test
  void appsThatMayNotCallOrCallTooOftenAreCounted() {
    use(Map.of("RATE_LIMIT_PER_MINUTE", "2", "NONCE_RATE_LIMIT_PER_MINUTE", "3"));
    node.heart.open();
    TestApp unknown = new TestApp(new TestCaller(CallerKind.APP, node), http);
    unknown.get(TestApp.DATA);
    unknown.forgetNonce();
    unknown.get(TestApp.DATA);
    unknown.forgetNonce();
    unknown.get(TestApp.DATA);
    http.send("GET", "/nonce");
    Exposition seen = scrape();

    assertThat(seen.value(REFUSALS, "caller", "app", "reason", "not_registered")).isEqualTo(2);
    assertThat(seen.value(REFUSALS, "caller", "app", "reason", "rate_limited")).isEqualTo(1);
    assertThat(seen.value("nova_kms_rate_limited_total", "limit", "requests")).isEqualTo(1);
    assertThat(seen.value("nova_kms_rate_limited_total", "limit", "nonces")).isEqualTo(1);
    assertThat(seen.value("nova_kms_nonces")).isEqualTo(node.nonces.size()).isPositive();
    assertThat(cache(seen, "app_permissions", "miss")).isEqualTo(1);
    assertThat(cache(seen, "app_permissions", "hit")).isEqualTo(1);
  }

  @Test
  void cachesTellWhetherTheyWereOfUse() {
    TestApp app = anApp();
    app.call("POST", TestApp.DERIVE, TestApp.object().put("path", "p"));
    Exposition first = scrape();
    app.call("POST", TestApp.DERIVE, TestApp.object().put("path", "q"));
    app.call("PUT", TestApp.DATA, TestApp.value("k", "v"));
    app.read(TestApp.DATA + "/k");
    Exposition later = scrape();

    assertThat(cache(later, "extracted_keys", "hit"))
        .isGreaterThan(cache(first, "extracted_keys", "hit"));
    assertThat(cache(later, "key_agreements", "hit"))
        .isGreaterThan(cache(first, "key_agreements", "hit"));
    assertThat(cache(later, "key_agreements", "miss")).isEqualTo(1);
    assertThat(cache(later, "data_keys", "miss")).isEqualTo(1);
    assertThat(cache(later, "data_keys", "hit")).isEqualTo(1);
    assertThat(cache(later, "app_permissions", "hit")).isEqualTo(3);
  }

  private static double cache(Exposition seen, String cache, String result) {
    return seen.value("nova_kms_cache_requests_total", "cache", cache, "result", result);
  }

  @Test
  void buildLibrariesAndTheJvmAreTold() {
    Exposition seen = scrape();

    assertThat(seen.value("nova_kms_build_info")).isEqualTo(1);
    assertThat(seen.find("nova_kms_build_info").get(0).labels())
        .containsOnlyKeys("version", "java");
    assertThat(seen.value("nova_kms_crypto_info")).isEqualTo(1);
    assertThat(seen.find("nova_kms_crypto_native")).hasSize(2);
    assertThat(seen.sum("jvm_memory_used_bytes", "area", "heap")).isPositive();
    assertThat(seen.value("jvm_threads_live_threads")).isPositive();
    assertThat(seen.value("process_uptime_seconds")).isPositive();
    assertThat(seen.has("jvm_gc_live_data_size_bytes")).isTrue();
  }

  @Test
  void nothingThatCallersMakeUpAddsASeries() {
    node.heart.open();
    TestApp app = anApp();
    app.read(TestApp.DATA);
    everyKindOfRequest(app, new Random(0), 1);
    int before = scrape().samples().size();

    Random random = new Random(1);
    for (int i = 0; i < 400; i++) {
      everyKindOfRequest(app, random, 25);
    }
    Exposition after = scrape();

    // A few statuses more may have turned up, each with its buckets; not one for each request.
    assertThat(after.samples().size()).isLessThan(before + 100);
    assertThat(after.sum(COUNT)).isGreaterThan(10_000);
    assertThat(after.samples()).allSatisfy(sample -> assertKnownLabels(sample));
  }

  /** Asks for {@code paths} that do not exist, and as an unknown caller. */
  private void everyKindOfRequest(TestApp app, Random random, int paths) {
    for (int i = 0; i < paths; i++) {
      String name = Long.toUnsignedString(random.nextLong(), 36);
      String path = random.nextBoolean() ? "/" + name : "/kms/data/" + name;
      http.send(random.nextInt(5) == 0 ? "M" + name.toUpperCase(Locale.ROOT) : "GET", path);
    }
    app.get(TestApp.DATA + "/" + random.nextInt(1_000_000));
    TestApp stranger = new TestApp(new TestCaller(CallerKind.APP, node), http);
    stranger.get(TestApp.DATA);
  }

  private static void assertKnownLabels(Sample sample) {
    Map<String, String> labels = new TreeMap<>(sample.labels());
    assertThat(labels.getOrDefault("route", "/status"))
        .isIn(
            "unmatched",
            "/",
            "/health",
            "/status",
            "/nonce",
            "/nodes",
            "/sync",
            "/kms/derive",
            "/kms/data",
            "/kms/data/{key}",
            "/prometheus");
    assertThat(labels.getOrDefault("method", "GET"))
        .isIn("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "other");
  }

  @Test
  void nothingSecretAndNoCallerIsInIt() {
    TestApp app = anApp();
    app.call("PUT", TestApp.DATA, TestApp.value("key-of-the-app", "value-of-the-app"));
    app.read(TestApp.DATA + "/key-of-the-app");
    String all = http.send("GET", ROUTE).body();

    assertThat(all)
        .doesNotContain("07".repeat(32))
        .doesNotContain("of-the-app")
        .doesNotContain(app.wallet().address())
        .doesNotContain(app.wallet().address().substring(2))
        .doesNotContain("127.0.0.1");
  }

  private TestApp anApp() {
    node.heart.open();
    return new TestApp(node, http, APP);
  }

  private String nonce() {
    return StrictJson.object(http.send("GET", "/nonce").body()).get("nonce").textValue();
  }

  private static ObjectNode echo() {
    return TestApp.object().put("type", "echo").put("text", "t");
  }

  private void sync(TestCaller caller, Map<String, String> proof, String body) {
    http.send("POST", "/sync", TestApp.headers(proof), body.getBytes(StandardCharsets.UTF_8));
  }
}
