package io.novakms.tee;

import static org.assertj.core.api.Assertions.assertThat;

import io.novakms.config.KmsConfig;
import io.novakms.crypto.CryptoProviders;
import io.novakms.testing.TestSettings;
import io.novakms.transport.CapsuleHttp;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Which TEE the settings give. That an enclave takes no keys from them is shown with the config.
 */
class TeeFactoryTest {
  private static final CryptoProviders PROVIDERS = CryptoProviders.available();
  private static final String KEY_ONE = "0".repeat(63) + "1";

  @TempDir private Path directory;

  @Test
  void enclaveUsesTheCapsuleAndMakesNoKeystore() {
    KmsConfig config = TestSettings.with(Map.of("IN_ENCLAVE", "true"));

    assertThat(TeeFactory.create(config, PROVIDERS, CapsuleHttp::new))
        .isInstanceOf(CapsuleTee.class);
    assertThat(config.tee().keystore()).doesNotExist();
  }

  @Test
  void plainServerUsesTheKeystoreAndKeepsItsIdentity() {
    Tee first = outside(Map.of());

    assertThat(first).isInstanceOf(KeystoreTee.class);
    assertThat(outside(Map.of()).wallet()).isEqualTo(first.wallet());
    assertThat(outside(Map.of()).publicKey()).isEqualTo(first.publicKey());
  }

  @Test
  void configuredKeyTakesTheWalletsPlaceAndLeavesTheOther() {
    Tee stored = outside(Map.of());
    Tee configured = outside(Map.of("NODE_PRIVATE_KEY", "0x" + KEY_ONE));

    assertThat(configured.wallet().address())
        .isEqualTo("0x7e5f4552091a69125d5dfcb7b8c2659029395bdf");
    assertThat(configured.publicKey()).isEqualTo(stored.publicKey());
    assertThat(outside(Map.of()).wallet()).isEqualTo(stored.wallet());
  }

  private Tee outside(Map<String, String> others) {
    Map<String, String> settings = new HashMap<>(others);
    settings.put("KMS_KEYSTORE_FILE", directory.resolve("keys.p12").toString());
    settings.put("KMS_KEYSTORE_PASSWORD", "correct horse");
    return TeeFactory.create(TestSettings.with(settings), PROVIDERS, CapsuleHttp::new);
  }
}
