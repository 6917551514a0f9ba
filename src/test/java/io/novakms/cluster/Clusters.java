package io.novakms.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.novakms.devnet.AppClient;
import io.novakms.devnet.AppHttp;
import io.novakms.devnet.AppKeys;
import io.novakms.devnet.Devnet;
import io.novakms.devnet.DevnetApp;
import io.novakms.devnet.DevnetNode;
import io.novakms.devnet.NodeContact;
import io.novakms.devnet.NodeView;
import io.novakms.devnet.Progress;
import io.novakms.model.Reason;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** What tests of whole clusters share: where they run, and how they wait. */
final class Clusters {
  /** The tick of every node of a local network. */
  static final Duration TICK = Duration.ofSeconds(2);

  /**
   * How long the gate stays open without a tick that verified everything: so long that a busy
   * machine does not close it in the middle of a test.
   */
  static final Duration LEASE = Duration.ofSeconds(20);

  private static final Duration DEADLINE = Duration.ofMinutes(5);
  private static final Duration POLL = Duration.ofMillis(200);

  private static final Duration CALL = Duration.ofSeconds(60);

  private Clusters() {}

  /** A local network without nodes, in a directory of the test's own. */
  static Devnet start(Class<?> test) {
    return start(test, Map.of());
  }

  /** The same, with further settings of every node. */
  static Devnet start(Class<?> test, Map<String, String> settings) {
    Devnet.Options options =
        Devnet.Options.in(Path.of("target", "clusters", test.getSimpleName()))
            .with("KMS_GATE_LEASE_SECONDS", Long.toString(LEASE.toSeconds()));
    for (Map.Entry<String, String> setting : settings.entrySet()) {
      options = options.with(setting.getKey(), setting.getValue());
    }
    return Devnet.start(options, Progress.SILENT);
  }

  /** Clients of an app's instance, one for each node. */
  static List<AppClient> clients(Devnet devnet, DevnetApp instance) {
    AppHttp http = AppHttp.trusting(devnet.certificateAuthority(), CALL);
    AppKeys keys = AppKeys.of(instance.identity());
    return devnet.nodes().stream()
        .map(node -> new AppClient(keys, NodeContact.of(node), http))
        .toList();
  }

  /** Waits until every one of {@code nodes} answers {@code GET /health} with 200. */
  static void awaitServing(Collection<DevnetNode> nodes) {
    nodes.forEach(Clusters::awaitServing);
  }

  /** Waits until {@code node} answers {@code GET /health} with 200. */
  static void awaitServing(DevnetNode node) {
    await()
        .atMost(DEADLINE)
        .pollInterval(POLL)
        .untilAsserted(
            () -> {
              assertThat(node.look()).matches(NodeView::isServing, "serves");
              assertThat(node.health()).contains(200);
            });
  }

  /** Waits until {@code node} answers {@code GET /health} with 503, for {@code reason}. */
  static void awaitClosed(DevnetNode node, Reason reason) {
    await()
        .atMost(DEADLINE)
        .pollInterval(POLL)
        .untilAsserted(
            () -> {
              assertThat(node.look().reason()).isEqualTo(reason.code());
              assertThat(node.health()).contains(503);
            });
  }

  /** Waits until {@code node} has finished {@code count} more ticks. */
  static void awaitTicks(DevnetNode node, int count) {
    long target = finishedTicks(node) + count;
    await().atMost(DEADLINE).pollInterval(POLL).until(() -> finishedTicks(node) >= target);
  }

  /** The node's answer to {@code GET /status}. */
  static JsonNode status(DevnetNode node) {
    return node.status().orElseThrow(() -> new AssertionError(node.name() + " has no status"));
  }

  private static long finishedTicks(DevnetNode node) {
    return node.status().map(status -> status.path("last_tick").path("number").asLong()).orElse(0L);
  }
}
