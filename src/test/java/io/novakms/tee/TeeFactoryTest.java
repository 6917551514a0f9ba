package io.novakms.tee;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.novakms.config.KmsConfig;
import io.novakms.config.SensitiveText;
import io.novakms.crypto.CryptoProviders;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TeeFactoryTest {
  private static final CryptoProviders PROVIDERS = CryptoProviders.available();
  private static final String KEY_ONE = "0".repeat(63) + "1";

  @TempDir private Path directory;

  @Test
  void enclaveUsesTheCapsuleAndMakesNoKeystore() {
    assertThat(create(true, null)).isInstanceOf(CapsuleTee.class);
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void plainServerUsesTheKeystoreAndKeepsItsIdentity() {
    Tee first = create(false, null);

    assertThat(first).isInstanceOf(KeystoreTee.class);
    assertThat(create(false, null).wallet()).isEqualTo(first.wallet());
    assertThat(create(false, null).publicKey()).isEqualTo(first.publicKey());
  }

  @Test
  void configuredKeyTakesTheWalletsPlaceAndLeavesTheOther() {
    Tee stored = create(false, null);
    Tee configured = create(false, "0x" + KEY_ONE);

    assertThat(configured.wallet().address())
        .isEqualTo("0x7e5f4552091a69125d5dfcb7b8c2659029395bdf");
    assertThat(configured.publicKey()).isEqualTo(stored.publicKey());
    assertThat(create(false, null).wallet()).isEqualTo(stored.wallet());
  }

  @Test
  void privateKeyInAnEnclaveIsRefused() {
    assertThatThrownBy(() -> create(true, KEY_ONE))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("NODE_PRIVATE_KEY is refused in an enclave");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1234567890",
        "private-and-no-hex",
        "000000000000000000000000000000000000000000000000000000000000000000",
        "fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff0"
      })
  void malformedPrivateKeyIsNamedAndNotRepeated(String key) {
    assertThatThrownBy(() -> create(false, key))
        .isInstanceOf(TeeException.class)
        .hasMessageContaining("NODE_PRIVATE_KEY")
        .satisfies(e -> assertThat(e.getMessage() + e.getCause()).doesNotContain(key));
  }

  private Tee create(boolean inEnclave, String privateKey) {
    KmsConfig.Tee settings =
        new KmsConfig.Tee(
            URI.create("http://127.0.0.1:1"),
            Optional.ofNullable(privateKey).map(SensitiveText::new),
            directory.resolve("keys.p12"),
            Optional.of(new SensitiveText("secret")),
            Duration.ofSeconds(1));
    KmsConfig config =
        new KmsConfig(inEnclave, null, null, settings, null, null, null, null, null, null, null);
    return TeeFactory.create(config, PROVIDERS);
  }
}
