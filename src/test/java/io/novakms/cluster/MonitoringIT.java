package io.novakms.cluster;

import static io.novakms.cluster.Clusters.awaitClosed;
import static io.novakms.cluster.Clusters.awaitServing;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.novakms.devnet.AppCallException;
import io.novakms.devnet.AppClient;
import io.novakms.devnet.AppHttp;
import io.novakms.devnet.AppKeys;
import io.novakms.devnet.Devnet;
import io.novakms.devnet.DevnetNode;
import io.novakms.devnet.NodeContact;
import io.novakms.devnet.NodePlan;
import io.novakms.model.Reason;
import io.novakms.monitoring.Expressions;
import io.novakms.monitoring.MetricsTable;
import io.novakms.registry.InstanceStatus;
import io.novakms.testing.Exposition;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Holds the alert rules, the dashboard and the table of metrics against what a real node shows,
 * after everything has happened to it that some of its series wait for.
 */
class MonitoringIT {
  private static final Duration CALL = Duration.ofSeconds(60);
  private static final Duration DEADLINE = Duration.ofMinutes(1);
  private static final int LIMIT = 4096;

  private static Devnet devnet;
  private static Exposition seen;

  @BeforeAll
  static void letThingsHappenAndScrape() throws Exception {
    devnet = Clusters.start(MonitoringIT.class);
    List<DevnetNode> nodes =
        devnet.addNodes(
            List.of(
                NodePlan.named("watched")
                    .with("MAX_APP_STORAGE_BYTES", Integer.toString(LIMIT))
                    .with("MAX_KV_VALUE_SIZE_BYTES", Integer.toString(LIMIT)),
                NodePlan.named("other")));
    DevnetNode watched = nodes.get(0);
    AppKeys keys = AppKeys.of(devnet.addApp("app").identity());
    AppHttp http = AppHttp.trusting(devnet.certificateAuthority(), CALL);
    AppClient app = new AppClient(keys, NodeContact.of(watched), http);
    AppClient elsewhere = new AppClient(keys, NodeContact.of(nodes.get(1)), http);
    awaitServing(nodes);

    app.derive("wallet", "", 32);
    app.put("small", new byte[16], 0);
    assertRefused(507, () -> app.put("large", new byte[LIMIT], 0));
    await().atMost(DEADLINE).until(() -> elsewhere.get("small").isPresent());
    elsewhere.put("back", new byte[16], 0);
    await().atMost(DEADLINE).until(() -> app.get("back").isPresent());
    collectGarbage(watched);

    watched.setStatus(InstanceStatus.STOPPED);
    awaitClosed(watched, Reason.NOT_REGISTERED);
    assertRefused(503, app::keys);
    watched.setStatus(InstanceStatus.ACTIVE);
    awaitServing(nodes);
    // The first push after the gate has opened is a moment later.
    seen =
        await()
            .atMost(DEADLINE)
            .until(() -> scrape(watched), now -> now.has("nova_kms_peer_push_lag_records"));
  }

  @AfterAll
  static void stop() {
    devnet.close();
  }

  private static void assertRefused(int status, Runnable call) {
    assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(
            AppCallException.class, e -> assertThat(e.status()).isEqualTo(status));
  }

  /** What a JVM shows of its collections is there after the first one only. */
  private static void collectGarbage(DevnetNode node) throws IOException, InterruptedException {
    Process tool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                Long.toString(node.process().pid()),
                "GC.run")
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      assertThat(tool.waitFor(1, TimeUnit.MINUTES)).isTrue();
      assertThat(tool.exitValue()).isZero();
    } finally {
      tool.destroyForcibly();
    }
  }

  private static Exposition scrape(DevnetNode node) throws IOException, InterruptedException {
    HttpClient client =
        HttpClient.newBuilder()
            .sslContext(devnet.certificateAuthority().trustingContext())
            .connectTimeout(CALL)
            .build();
    HttpResponse<String> answer =
        client.send(
            HttpRequest.newBuilder(node.url().resolve("/prometheus")).timeout(CALL).build(),
            BodyHandlers.ofString());
    assertThat(answer.statusCode()).isEqualTo(200);
    Files.writeString(Path.of("target", "clusters", "MonitoringIT", "scrape.txt"), answer.body());
    return Exposition.text(answer.body());
  }

  @Test
  void everyMetricAndLabelOfTheAlertsIsShownByTheNode() {
    assertThat(Expressions.ofAlerts().faultsAgainst(seen)).isEmpty();
  }

  @Test
  void everyMetricAndLabelOfTheDashboardIsShownByTheNode() {
    assertThat(Expressions.ofDashboard().faultsAgainst(seen)).isEmpty();
  }

  @Test
  void everyMetricOfTheNodeIsInTheTableWithItsLabelsAndNoOtherIs() {
    assertThat(MetricsTable.ofTheDocument().differencesFrom(seen)).isEmpty();
  }
}
