package io.novakms.acceptance;

import static io.novakms.testing.TestApp.DATA;
import static io.novakms.testing.TestApp.text;
import static io.novakms.testing.TestApp.value;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

/** What an operator does with the node, and sees of it. */
interface OperationContract extends NodeContract {
  @Test
  default void nativeLibrariesLoadInsideTheWar() throws IOException {
    assertThat(Files.readString(node().server().log(), StandardCharsets.ISO_8859_1))
        .containsPattern("cryptography: .*Corretto.*libsecp256k1");
  }

  @Test
  default void applicationThatIsDeployedAnewServesAgain() {
    app().call("PUT", DATA, value("before", "the redeployment"));
    String epoch = bootEpoch();

    node().server().redeploy();

    // No other node had the secret of this cluster of one; its owner has to ask for another.
    node().awaitClosed("secret_lost");
    assertThat(bootEpoch()).isNotEqualTo(epoch);
    node().chain().resetMasterSecretHash();
    node().awaitServing();
    app().forgetNonce();
    assertThat(app().read(DATA).path("count").asInt()).isZero();
    app().call("PUT", DATA, value("after", "it"));
    assertThat(text(app().read(DATA + "/after"))).isEqualTo("it");
  }

  private String bootEpoch() {
    return node().json("/status").at("/node/boot_epoch").asText();
  }
}
