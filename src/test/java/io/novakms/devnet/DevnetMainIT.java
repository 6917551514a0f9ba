package io.novakms.devnet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.novakms.model.Ticker;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The command that a developer runs. */
class DevnetMainIT {
  private static final Path DIRECTORY = Path.of("target", "clusters").toAbsolutePath();
  private static final List<String> PASSED_ON =
      List.of("kms.npm", "kms.solidity", "kms.war", "payara.micro.jar");

  @Test
  void endsWithZeroAndLeavesNothingRunningOnceAllNodesServe() throws Exception {
    Path directory = DIRECTORY.resolve("devnet-exit");
    Path log = DIRECTORY.resolve("devnet-exit.log");
    Process process = start(directory, log);

    assertThat(process.waitFor(6, TimeUnit.MINUTES)).as("ended by itself").isTrue();

    String output = Files.readString(log);
    assertThat(process.exitValue()).as(output).isZero();
    assertThat(output)
        .contains("node-1: 200, serving (secret generated)")
        .contains("1 of 1 nodes serve")
        .containsPattern("consoles, in a browser   https://localhost:[0-9]+/console/  node-1")
        .contains("a browser warns of the certificate, unless it trusts ")
        .contains("Ctrl-C")
        .contains("target/clusters/devnet-exit/devnet.json")
        .contains("nothing is left running");
    JsonNode file = new ObjectMapper().readTree(directory.resolve("devnet.json").toFile());
    assertThat(fieldsOf(file))
        .containsExactly(
            "rpcUrl",
            "chainId",
            "novaAppRegistry",
            "kmsRegistry",
            "kmsAppId",
            "ownerPrivateKey",
            "caCertificate",
            "nodes",
            "apps");
    assertThat(fieldsOf(file.at("/nodes/0")))
        .containsExactly(
            "name", "url", "wallet", "teePubkey", "capsuleApiUrl", "healthUrl", "log", "pid");
    assertThat(file.path("apps")).hasSize(2);
    assertThat(fieldsOf(file.at("/apps/0")))
        .containsExactly(
            "appId",
            "wallet",
            "walletPrivateKey",
            "teePubkey",
            "teePrivateKeyPkcs8",
            "capsuleApiUrl");
    assertThat(ProcessHandle.of(file.at("/nodes/0/pid").asLong())).isEmpty();
  }

  @Test
  void killedLauncherLeavesNoNodeBehind() throws Exception {
    Path directory = DIRECTORY.resolve("devnet-killed");
    Process process = start(directory, DIRECTORY.resolve("devnet-killed.log"));
    Path file = directory.resolve("devnet.json");
    try {
      await().atMost(Duration.ofMinutes(2)).until(() -> !nodesIn(file).isEmpty());
    } finally {
      process.destroyForcibly().waitFor();
    }

    List<Long> nodes = nodesIn(file);
    await()
        .atMost(Duration.ofMinutes(1))
        .until(() -> nodes.stream().noneMatch(pid -> ProcessHandle.of(pid).isPresent()));
  }

  @Test
  void endsWithOneAndSaysWhichNodeDoesNotServeAndWhyAndWhereItsLogIs() {
    // The time that nodes are given is over once the node has said why it does not serve.
    Duration timeout = Duration.ofMinutes(10);
    Path directory = DIRECTORY.resolve("devnet-refused");
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    Ticker impatient =
        () ->
            output.toString(StandardCharsets.UTF_8).contains("awaiting_bootstrap")
                ? System.nanoTime() + timeout.toNanos()
                : System.nanoTime();
    DevnetMain main =
        new DevnetMain(
            new DevnetMain.Settings(
                Devnet.Options.in(directory).with("KMS_BOOTSTRAP", "wait"),
                1,
                DevnetMain.Settings.Play.DAILY,
                true,
                timeout),
            new PrintStream(output, true, StandardCharsets.UTF_8),
            impatient);

    int status = main.run();

    String said = output.toString(StandardCharsets.UTF_8);
    assertThat(status).as(said).isEqualTo(1);
    assertThat(said)
        .contains("node-1 does not serve: 503, awaiting_bootstrap")
        .contains("target/clusters/devnet-refused/node-1/node.log")
        .contains("nothing is left running");
  }

  private static Process start(Path directory, Path log) throws IOException {
    Files.createDirectories(DIRECTORY);
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    for (String name : PASSED_ON) {
      if (System.getProperty(name) != null) {
        command.add("-D" + name + "=" + System.getProperty(name));
      }
    }
    command.add("-Ddevnet.directory=" + directory);
    command.addAll(List.of("-Ddevnet.exit=true", "-Ddevnet.nodes=1", "-Ddevnet.timeout=300"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(DevnetMain.class.getName());
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(log.toFile())
        .start();
  }

  private static List<Long> nodesIn(Path file) throws IOException {
    List<Long> pids = new ArrayList<>();
    if (Files.exists(file)) {
      JsonNode nodes = new ObjectMapper().readTree(file.toFile()).path("nodes");
      nodes.forEach(node -> pids.add(node.path("pid").asLong()));
    }
    return pids;
  }

  private static List<String> fieldsOf(JsonNode object) {
    List<String> names = new ArrayList<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }
}
