package io.novakms.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;

/** How a node opens, and how MicroProfile Health follows. */
interface OpeningContract extends NodeContract {
  @Test
  default void nodeStaysClosedUntilItIsRegistered() {
    assertThat(firstLook().health()).isEqualTo(503);
    assertThat(firstLook().refusal().toString()).contains("not_registered");
    assertThat(firstLook().derive()).isEqualTo(503);
    assertThat(firstLook().status().at("/node/reason").asText()).isEqualTo("not_registered");
    assertThat(firstLook().status().at("/node/service_available").asBoolean()).isFalse();
  }

  @Test
  default void closedNodeIsAliveButNotReady() {
    assertThat(firstLook().live()).isEqualTo(200);
    assertThat(firstLook().started()).isEqualTo(200);
    assertThat(firstLook().ready()).isEqualTo(503);
  }

  @Test
  default void registeredNodeMakesTheSecretAndOpens() {
    JsonNode status = opened();

    assertThat(status.at("/node/service_available").asBoolean()).isTrue();
    assertThat(status.at("/node/is_operator").asBoolean()).isTrue();
    assertThat(status.at("/node/master_secret/state").asText()).isEqualTo("generated");
    assertThat(node().chain().masterSecretHash()).isPresent();
  }

  @Test
  default void openNodeIsReadyAliveAndStarted() {
    assertThat(node().get("/health").statusCode()).isEqualTo(200);
    assertThat(node().health("ready")).isEqualTo(200);
    assertThat(node().health("live")).isEqualTo(200);
    assertThat(node().health("started")).isEqualTo(200);
  }
}
