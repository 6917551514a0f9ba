package io.novakms.acceptance;

import static io.novakms.testing.TestApp.DERIVE;
import static io.novakms.testing.TestApp.object;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.novakms.crypto.CryptoProviders;
import io.novakms.secret.custody.CustodyFile;
import io.novakms.secret.custody.CustodyFileReader;
import io.novakms.secret.custody.Purpose;
import io.novakms.testing.RawHttp.Answer;
import io.novakms.testing.TestCustodians;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The WAR on WildFly, on the JDK that runs the tests, with custodians of its secret. */
class WildFlyAcceptanceIT extends AcceptanceContract {
  private final TestCustodians custodians = new TestCustodians();

  WildFlyAcceptanceIT() {
    super(Optional.of(Jdks.ofThisTest()), WildFly::new);
  }

  @Override
  Map<String, String> settings() {
    return custodians.asSettings();
  }

  @Test
  void serverThatRunsIsNeitherSetUpNorTakenBack() {
    WildFly server = (WildFly) node().server();

    assertThatThrownBy(() -> server.configure(Map.of())).hasMessageContaining("stop the server");
    assertThatThrownBy(server::restore).hasMessageContaining("stop the server");
    assertThat(node().get("/health").statusCode()).isEqualTo(200);
  }

  @Test
  void twoCustodiansBringTheSecretBackThatNoProcessHasAnyMore() {
    String key = derived();
    CustodyFile file =
        new CustodyFileReader(CryptoProviders.available())
            .read(node().get("/custody").body().getBytes(StandardCharsets.UTF_8));

    node().server().stop();
    node().server().start();

    node().awaitClosed("secret_lost");
    assertThat(give(1, file).status()).isEqualTo(200);
    assertThat(node().json("/status").at("/node/service_available").asBoolean()).isFalse();
    assertThat(give(3, file).status()).isEqualTo(200);
    node().awaitServing();
    assertThat(node().json("/status").at("/node/master_secret/state").asText())
        .isEqualTo("recovered");
    app().forgetNonce();
    assertThat(derived()).isEqualTo(key);
  }

  private String derived() {
    return app().call("POST", DERIVE, object().put("path", "wallet/0")).path("key").asText();
  }

  private Answer give(int custodian, CustodyFile file) {
    ObjectNode offer = custodians.offer(custodian, Purpose.RECOVER, file, Instant.now()).toJson();
    String body = custodians.seal(custodian, node().publicKey(), offer).toString();
    return http()
        .send(
            "POST",
            "/custody/shares",
            List.of("Content-Type: application/json"),
            body.getBytes(StandardCharsets.UTF_8));
  }
}
