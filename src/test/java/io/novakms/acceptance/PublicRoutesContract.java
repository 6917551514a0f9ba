package io.novakms.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.novakms.http.ServersOwnAnswers;
import io.novakms.testing.RawHttp.Answer;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What anyone may ask. */
interface PublicRoutesContract extends NodeContract {
  @Test
  default void overviewNamesTheEndpoints() {
    assertThat(node().json("/").toString()).contains("/kms/derive", "/kms/data", "/status");
  }

  @Test
  default void statusIsTheNodesOwn() {
    JsonNode status = node().json("/status");

    assertThat(status.at("/node/tee_wallet").asText()).isEqualTo(node().wallet().address());
    assertThat(status.at("/node/tee_pubkey").asText())
        .isEqualTo(node().capsule().identity().teePubkey());
    assertThat(status.at("/node/node_url").asText()).isEqualTo(node().server().url().toString());
    assertThat(status.at("/cluster/kms_app_id").bigIntegerValue())
        .isEqualTo(node().chain().kmsAppId().value());
    assertThat(status.at("/cluster/total_instances").asInt()).isEqualTo(1);
  }

  @Test
  default void nodesListsThisOne() {
    JsonNode nodes = node().json("/nodes");

    assertThat(nodes.path("count").asInt()).isEqualTo(1);
    assertThat(nodes.at("/operators/0/operator").asText()).isEqualTo(node().wallet().address());
    assertThat(nodes.at("/operators/0/instance/instance_url").asText())
        .isEqualTo(node().server().url().toString());
  }

  @Test
  default void metricsAreThereForTheNodesOwnMachine() {
    HttpResponse<String> metrics = node().get("/prometheus");

    assertThat(metrics.statusCode()).as(metrics.body()).isEqualTo(200);
    assertThat(metrics.headers().firstValue("Content-Type").orElse("")).startsWith("text/plain");
    assertThat(metrics.body())
        .containsPattern("(?m)^nova_kms_gate_state\\{state=\"open\"} 1(\\.0)?$");
  }

  /** A server that fails on a path by itself gives nothing away, and fills no log with it. */
  @ParameterizedTest
  @ValueSource(strings = {"/%zz", "/kms/data/%", "/kms/data/a%2", "/kms/data/{longest}/.."})
  default void pathThatTheServerCannotReadIsNoAnswerOfTheNode(String path) throws IOException {
    String target = path.replace("{longest}", "a".repeat(200));

    Answer answer = http().send("GET", target);

    if (!ServersOwnAnswers.contains(target, answer)) {
      assertThat(answer.status()).as(answer.toString()).isBetween(400, 499);
    }
    assertThat(Files.readString(node().server().log(), StandardCharsets.ISO_8859_1))
        .doesNotContain("Illegal hex characters", "Unexpected termination", "out of bounds");
  }

  @Test
  default void everyNonceIsAnother() {
    String nonce = node().json("/nonce").path("nonce").asText();

    assertThat(Base64.getDecoder().decode(nonce)).hasSize(16);
    assertThat(node().json("/nonce").path("nonce").asText()).isNotEqualTo(nonce);
  }

  @Test
  default void timerTicksByItself() {
    long before = lastTick();

    await().atMost(SingleNode.SOON).until(() -> lastTick() >= before + 3);
  }

  private long lastTick() {
    return node().json("/status").at("/last_tick/number").asLong();
  }
}
