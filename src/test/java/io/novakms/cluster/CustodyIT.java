package io.novakms.cluster;

import static io.novakms.cluster.Clusters.awaitClosed;
import static io.novakms.cluster.Clusters.awaitServing;
import static io.novakms.cluster.Clusters.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.novakms.custodian.CustodianTool;
import io.novakms.devnet.AppClient;
import io.novakms.devnet.AppHttp;
import io.novakms.devnet.AppKeys;
import io.novakms.devnet.Devnet;
import io.novakms.devnet.DevnetApp;
import io.novakms.devnet.DevnetNode;
import io.novakms.devnet.NodeContact;
import io.novakms.devnet.NodePlan;
import io.novakms.model.Reason;
import io.novakms.registry.InstanceStatus;
import io.novakms.testing.ControlTool;
import io.novakms.testing.ControlTool.Run;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * All nodes of a cluster are killed at once, and two of three custodians bring its secret back with
 * their tool: over HTTPS, with a real chain, and keys that only the TEEs have.
 */
class CustodyIT {
  private static final Map<String, String> PASSWORD =
      Map.of("KMS_CUSTODIAN_PASSWORD", "correct horse battery");
  private static final String STORE_PASSWORD = "changeit";
  private static final Duration CALL = Duration.ofSeconds(10);
  private static final Duration DEADLINE = Duration.ofMinutes(2);

  @TempDir static Path directory;

  private static Devnet devnet;
  private static List<DevnetNode> nodes;
  private static DevnetApp app;
  private static Path file;

  @BeforeAll
  static void startWithCustodians() throws Exception {
    List<String> custodians = new ArrayList<>();
    for (String name : List.of("anna", "ben", "carla")) {
      custodians.add(tool("new-key", name, key(name)).printed());
    }
    devnet =
        Clusters.start(
            CustodyIT.class,
            Map.of("KMS_CUSTODIANS", String.join(",", custodians), "KMS_CUSTODY_THRESHOLD", "2"));
    trust(devnet.certificateAuthority().file());
    nodes = devnet.addNodes(List.of(NodePlan.named("node-1"), NodePlan.named("node-2")));
    app = devnet.addApp("wallets");
    awaitServing(nodes);
    file = fetchFile(nodes.get(1));
  }

  @AfterAll
  static void stop() {
    devnet.close();
  }

  @Test
  void twoCustodiansBringTheSecretOfDeadNodesBack() {
    byte[] before = derive(nodes.get(0));
    assertThat(give("anna", nodes.get(0), "--rehearse").exit()).isZero();
    assertThat(give("carla", nodes.get(0), "--rehearse").printed())
        .contains("the shares make the master secret; nothing was kept");

    nodes.forEach(node -> node.process().kill());
    nodes.forEach(devnet::startAgain);
    nodes.forEach(node -> awaitClosed(node, Reason.SECRET_LOST));

    DevnetNode first = nodes.get(0);
    assertThat(give("anna", first).printed()).contains("the share is right; 1 of 2 shares");
    await()
        .atMost(DEADLINE)
        .until(() -> detail(first).contains("1 of the 2 shares that are needed"));

    first.setStatus(InstanceStatus.STOPPED);
    Run refused = give("ben", first);
    assertThat(refused.printed()).contains("the registry does not vouch for " + first.wallet());
    assertThat(refused.exit()).isEqualTo(2);
    first.setStatus(InstanceStatus.ACTIVE);
    awaitClosed(first, Reason.SECRET_LOST);

    Run last = give("ben", first);
    assertThat(last.printed()).contains("the node has the master secret again");
    assertThat(last.exit()).isZero();
    awaitServing(nodes);
    assertThat(status(first).at("/node/master_secret/state").asText()).isEqualTo("recovered");
    assertThat(status(nodes.get(1)).at("/node/master_secret/state").asText()).isEqualTo("synced");
    assertThat(derive(nodes.get(1))).isEqualTo(before);
  }

  private static String detail(DevnetNode node) {
    return status(node).at("/node/reason_detail").asText();
  }

  private static byte[] derive(DevnetNode node) {
    AppKeys keys = AppKeys.of(app.identity());
    AppHttp http = AppHttp.trusting(devnet.certificateAuthority(), CALL);
    return new AppClient(keys, NodeContact.of(node), http).derive("wallet", "", 32);
  }

  private static Run give(String name, DevnetNode node, String... more) {
    List<String> line =
        new ArrayList<>(
            List.of(
                "give",
                file.toString(),
                "--yes",
                "--key",
                key(name),
                "--node",
                node.url().toString(),
                "--rpc",
                devnet.chain().rpc().url().toString()));
    line.addAll(List.of(more));
    return tool(line.toArray(String[]::new));
  }

  private static Run tool(String... arguments) {
    List<String> line =
        new ArrayList<>(
            List.of(
                "-Djavax.net.ssl.trustStore=" + store(),
                "-Djavax.net.ssl.trustStorePassword=" + STORE_PASSWORD,
                "-cp",
                System.getProperty("java.class.path"),
                CustodianTool.class.getName()));
    line.addAll(List.of(arguments));
    return ControlTool.java(PASSWORD, line);
  }

  private static Path fetchFile(DevnetNode node) throws Exception {
    HttpClient http =
        HttpClient.newBuilder().sslContext(devnet.certificateAuthority().trustingContext()).build();
    HttpRequest request = HttpRequest.newBuilder(URI.create(node.url() + "/custody")).build();
    Path to = directory.resolve("custody.json");
    assertThat(http.send(request, BodyHandlers.ofFile(to)).statusCode()).isEqualTo(200);
    return to;
  }

  private static void trust(Path authority) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    try (InputStream in = Files.newInputStream(authority);
        OutputStream out = Files.newOutputStream(store())) {
      store.setCertificateEntry(
          "ca", CertificateFactory.getInstance("X.509").generateCertificate(in));
      store.store(out, STORE_PASSWORD.toCharArray());
    }
  }

  private static Path store() {
    return directory.resolve("trusted.p12");
  }

  private static String key(String name) {
    return directory.resolve(name + ".pem").toString();
  }
}
