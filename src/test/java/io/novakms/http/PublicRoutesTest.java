package io.novakms.http;

import static io.novakms.http.ErrorShape.assertRefused;
import static io.novakms.http.ErrorShape.assertSafeHeaders;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.novakms.auth.CallerKind;
import io.novakms.crypto.StrictJson;
import io.novakms.model.AppId;
import io.novakms.peer.PeerOutlook;
import io.novakms.registry.Member;
import io.novakms.testing.ManualTime;
import io.novakms.testing.Members;
import io.novakms.testing.RawHttp;
import io.novakms.testing.RawHttp.Answer;
import io.novakms.testing.TestCaller;
import io.novakms.testing.TestNode;
import io.novakms.testing.TestSettings;
import java.time.Duration;
import java.util.Base64;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the routes that are for everyone tell. */
class PublicRoutesTest {
  @RegisterExtension static final InProcessServer server = new InProcessServer();

  private static final int NONCES_PER_MINUTE = 5;

  private final ManualTime time = new ManualTime();
  private final TestNode node =
      new TestNode(
          TestSettings.with(
              Map.of(
                  "NONCE_RATE_LIMIT_PER_MINUTE",
                  Integer.toString(NONCES_PER_MINUTE),
                  "KMS_TRUSTED_PROXIES",
                  "127.0.0.1")),
          time,
          time,
          Runnable::run);
  private RawHttp http;

  @BeforeEach
  void serve() {
    http = server.serve(node);
  }

  @Test
  void overviewNamesEveryRouteAndTheHeaders() {
    JsonNode overview = get("/");

    assertThat(overview.path("service").textValue()).isEqualTo("nova-kms");
    assertThat(overview.path("version").textValue()).matches("[0-9]+\\.[0-9]+.*");
    assertThat(overview.path("endpoints").findValuesAsText("path"))
        .contains("/", "/health", "/status", "/nonce", "/nodes", "/sync");
    assertThat(overview.path("auth_headers").path("peer").toString())
        .isEqualTo("[\"x-kms-signature\",\"x-kms-nonce\",\"x-kms-timestamp\",\"x-kms-wallet\"]");
    assertThat(overview.path("auth_headers").path("app").toString())
        .isEqualTo("[\"x-app-signature\",\"x-app-nonce\",\"x-app-timestamp\",\"x-app-wallet\"]");
  }

  @Test
  void healthFollowsTheGate() {
    assertRefused(http.send("GET", "/health"), 503, "service_unavailable");
    assertThat(http.send("GET", "/health").body()).contains("starting");

    node.heart.open();
    assertThat(get("/health").path("status").textValue()).isEqualTo("UP");

    time.advance(node.config.tick().lease());
    assertRefused(http.send("GET", "/health"), 503, "service_unavailable");
    assertThat(http.send("GET", "/health").body()).contains("lease_expired");
  }

  @Test
  void statusBeforeTheFirstTickTellsWhatIsKnown() {
    JsonNode status = get("/status");

    JsonNode self = status.path("node");
    assertThat(self.path("tee_wallet").textValue()).isEqualTo(node.tee.wallet().address());
    assertThat(self.path("tee_pubkey").textValue()).isEqualTo(node.tee.publicKey().hex());
    assertThat(self.path("service_available").booleanValue()).isFalse();
    assertThat(self.path("reason").textValue()).isEqualTo("starting");
    assertThat(self.path("is_operator").booleanValue()).isFalse();
    assertThat(self.path("node_url").isNull()).isTrue();
    assertThat(self.path("lease_left_ms").isNull()).isTrue();
    assertThat(status.path("cluster").path("total_instances").intValue()).isZero();
    assertThat(status.path("chain").path("block").isNull()).isTrue();
    assertThat(status.path("last_tick").isNull()).isTrue();
  }

  @Test
  void statusOfAServingNodeHasEveryFieldOfTheProtocol() {
    TestCaller peer = new TestCaller(CallerKind.PEER, node);
    node.members(peer.member());
    node.heart.open();
    time.advance(Duration.ofSeconds(2));
    JsonNode status = get("/status");

    JsonNode self = status.path("node");
    assertThat(self.path("node_url").textValue()).isEqualTo(TestNode.URL);
    assertThat(self.path("is_operator").booleanValue()).isTrue();
    assertThat(self.path("service_available").booleanValue()).isTrue();
    assertThat(self.path("reason").isNull()).isTrue();
    assertThat(self.path("master_secret").toString())
        .isEqualTo("{\"state\":\"seeded\",\"synced_from\":null,\"synced_from_wallet\":null}");
    assertThat(self.path("master_secret_initialized").booleanValue()).isTrue();
    assertThat(self.path("lease_left_ms").longValue())
        .isEqualTo(node.config.tick().lease().minusSeconds(2).toMillis());
    assertThat(self.path("protocol").isArray()).isTrue();
    assertThat(self.path("boot_epoch").textValue()).isEqualTo(node.store.feed().epoch().toString());
    JsonNode cluster = status.path("cluster");
    assertThat(cluster.path("kms_app_id").isIntegralNumber()).isTrue();
    assertThat(cluster.path("kms_app_id").intValue()).isEqualTo(1);
    assertThat(cluster.path("registry_address").textValue())
        .isEqualTo(node.config.chain().kmsRegistry().address());
    assertThat(cluster.path("app_registry_address").textValue())
        .isEqualTo(node.config.chain().appRegistry().address());
    assertThat(cluster.path("total_instances").intValue()).isEqualTo(2);
    assertThat(status.path("chain").path("block").longValue()).isEqualTo(42);
    assertThat(status.path("chain").path("age_ms").longValue()).isEqualTo(2000);
    assertThat(status.path("data_store").toString())
        .isEqualTo("{\"namespaces\":0,\"total_keys\":0,\"total_bytes\":0}");
  }

  @Test
  void storeIsToldAsItIsKeptUpWithSoThatWhoAsksHoldsUpNoWrite() {
    node.store.put(AppId.of(5), "stays", new byte[5], 0);
    node.store.put(AppId.of(5), "expires", new byte[3], 1);
    node.store.put(AppId.of(6), "expires", new byte[3], 1);
    time.advance(Duration.ofSeconds(1));
    // To leave out what expired since the last tick, the node would have to look for it.
    assertThat(get("/status").path("data_store").toString())
        .isEqualTo("{\"namespaces\":2,\"total_keys\":3,\"total_bytes\":930}");
    assertThat(get("/console/state").at("/data_store/keys").intValue()).isEqualTo(3);

    node.store.collect();
    assertThat(get("/status").path("data_store").toString())
        .isEqualTo("{\"namespaces\":2,\"total_keys\":1,\"total_bytes\":930}");
    assertThat(get("/console/state").at("/data_store/keys").intValue()).isEqualTo(1);

    time.advance(node.config.store().tombstoneRetention());
    node.store.collect();
    assertThat(get("/status").path("data_store").toString())
        .isEqualTo("{\"namespaces\":1,\"total_keys\":1,\"total_bytes\":310}");
    assertThat(get("/console/state").at("/data_store/namespaces").intValue()).isEqualTo(1);
  }

  @Test
  void statusOfAHugeClusterListsNoMemberAndIsAsDescribed() {
    TestCaller peer = new TestCaller(CallerKind.PEER, node);
    node.members(members(PeerOutlook.MAX_SEEN, peer));
    assertThat(get("/status").at("/cluster/peers_seen").isArray()).isTrue();

    node.members(members(PeerOutlook.MAX_SEEN + 1, peer));
    assertThat(get("/status").at("/cluster/total_instances").intValue()).isEqualTo(258);
    assertThat(get("/status").at("/cluster/peers_seen").isNull()).isTrue();
  }

  @Test
  void statusTellsWhyTheNodeDoesNotServeAndWhatItsLastTickDid() {
    node.heart.close();
    JsonNode status = get("/status");

    assertThat(status.path("node").path("reason").textValue()).isEqualTo("not_registered");
    assertThat(status.path("node").path("reason_detail").textValue()).isEqualTo("the test says so");
    assertThat(status.path("node").path("since").textValue()).isEqualTo(time.instant().toString());
    assertThat(status.path("last_tick").toString())
        .isEqualTo(
            "{\"number\":1,\"started_at\":\"2026-01-01T00:00:00Z\",\"duration_ms\":12,"
                + "\"chain_round_trips\":1,\"steps\":[{\"step\":\"discover\","
                + "\"outcome\":\"stopped\",\"duration_ms\":7,\"detail\":\"scripted\"}]}");
  }

  @Test
  void noRouteTellsTheSecret() {
    node.members(new TestCaller(CallerKind.PEER, node).member());
    node.heart.open();
    String secret = "07".repeat(32);

    assertThat(Stream.of("/", "/status", "/nodes", "/health"))
        .allSatisfy(path -> assertThat(http.send("GET", path).body()).doesNotContain(secret));
  }

  @Test
  void nodesListsThisNodeAndItsPeersWithoutWaitingForAProbe() {
    TestCaller peer = new TestCaller(CallerKind.PEER, node);
    node.members(peer.member());
    JsonNode nodes = get("/nodes");

    assertThat(nodes.path("count").intValue()).isEqualTo(2);
    JsonNode self = nodes.path("operators").get(0);
    assertThat(self.path("operator").textValue()).isEqualTo(node.tee.wallet().address());
    JsonNode other = nodes.path("operators").get(1);
    assertThat(other.path("operator").textValue()).isEqualTo(peer.wallet().address());
    assertThat(other.path("instance").fieldNames())
        .toIterable()
        .containsExactly(
            "instance_id",
            "app_id",
            "version_id",
            "operator",
            "instance_url",
            "tee_wallet",
            "zk_verified",
            "instance_status",
            "registered_at");
    assertThat(other.path("instance").path("instance_status").toString())
        .isEqualTo("{\"value\":0,\"name\":\"ACTIVE\"}");
    assertThat(other.path("instance").path("app_id").isIntegralNumber()).isTrue();
    assertThat(other.path("connection").toString())
        .isEqualTo(
            "{\"in_peer_cache\":true,\"cached_status\":\"ACTIVE\",\"status_endpoint_reachable\":null,"
                + "\"status_endpoint_http_code\":null,\"status_probe_ms\":null,"
                + "\"status_checked_at_ms\":null}");
  }

  @Test
  void noncesAreFreshWhetherOrNotTheGateIsOpen() {
    Set<String> nonces = new HashSet<>();
    for (int i = 0; i < NONCES_PER_MINUTE; i++) {
      String nonce = get("/nonce").path("nonce").textValue();
      assertThat(Base64.getDecoder().decode(nonce)).hasSize(16);
      nonces.add(nonce);
    }
    assertThat(nonces).hasSize(NONCES_PER_MINUTE);
  }

  @Test
  void tooManyNoncesOfOneClientAreRefusedUntilItHasWaited() {
    for (int i = 0; i < NONCES_PER_MINUTE; i++) {
      get("/nonce");
    }
    Answer refused = http.send("GET", "/nonce");

    assertRefused(refused, 429, "rate_limited");
    int seconds = Integer.parseInt(refused.header("Retry-After"));
    assertThat(seconds).isBetween(1, 60);
    assertThat(http.send("GET", "/nonce", "X-Forwarded-For: 192.0.2.7").status()).isEqualTo(200);
    time.advance(Duration.ofSeconds(seconds));
    assertThat(http.send("GET", "/nonce").status()).isEqualTo(200);
  }

  private static Member[] members(int count, TestCaller key) {
    return IntStream.rangeClosed(1, count)
        .mapToObj(
            i -> Members.member(Members.wallet(i), key.publicKey(), "http://n" + i + ".example"))
        .toArray(Member[]::new);
  }

  private JsonNode get(String path) {
    Answer answer = http.send("GET", path);
    assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
    assertThat(answer.header("Content-Type")).isEqualTo("application/json");
    assertSafeHeaders(answer);
    return StrictJson.object(answer.body());
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/status", "/nodes", "/console/state"})
  void clientThatLooksTooOftenHasToWait(String path) {
    TestNode limited =
        new TestNode(
            TestSettings.with(Map.of("PUBLIC_RATE_LIMIT_PER_MINUTE", "2")),
            time,
            time,
            Runnable::run);
    RawHttp once = server.serve(limited);

    assertThat(once.send("GET", path).status()).isEqualTo(200);
    assertThat(once.send("GET", path).status()).isEqualTo(200);
    Answer refused = once.send("GET", path);

    assertRefused(refused, 429, "rate_limited");
    assertThat(refused.header("Retry-After")).isNotBlank();
  }
}
