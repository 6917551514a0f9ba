package io.novakms.config;

import static io.novakms.config.TestConfigs.load;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.novakms.crypto.CryptoProviders;
import io.novakms.crypto.P384;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CrossChecksTest {
  private static final String SEED = "5e".repeat(32);

  @ParameterizedTest
  @CsvSource({
    "NODE_PRIVATE_KEY, 4b4b4b4b4b4b4b4b4b4b4b4b4b4b4b4b4b4b4b4b4b4b4b4b4b4b4b4b4b4b4b4b",
    "KMS_KEYSTORE_FILE, /keys.p12",
    "KMS_KEYSTORE_FILE, nova-kms.p12",
    "KMS_KEYSTORE_PASSWORD, password",
    "KMS_DEV_IDENTITY, true",
    "NODE_INSTANCE_URL, http://node.example"
  })
  void enclaveRefusesWhatIsMeantForOutside(String setting, String value) {
    assertOneFault(setting, "in an enclave", setting, value);
    assertThatCode(() -> load("IN_ENCLAVE", "false", setting, value)).doesNotThrowAnyException();
  }

  @Test
  void enclaveRefusesASeedThatIsNotAllowed() {
    assertOneFault(
        "MASTER_SECRET_HEX",
        "set KMS_ALLOW_SEED to `true`",
        "MASTER_SECRET_HEX",
        SEED,
        "KMS_ALLOW_SEED",
        "false");
  }

  @Test
  void enclaveTakesASeedThatTheOperatorAllowed() {
    assertThat(load("MASTER_SECRET_HEX", SEED, "KMS_ALLOW_SEED", "true").secret().seed())
        .contains(new SensitiveText(SEED));
  }

  @Test
  void seedNeedsNoWordOutsideAnEnclave() {
    assertThat(load("MASTER_SECRET_HEX", SEED, "IN_ENCLAVE", "false").secret().seed()).isPresent();
  }

  @Test
  void enclaveTakesAnHttpsUrlOfItsOwn() {
    assertThat(load("NODE_INSTANCE_URL", "https://node.example").instanceUrl()).isPresent();
  }

  @ParameterizedTest
  @CsvSource({
    "KMS_GATE_LEASE_SECONDS, 29, at least two KMS_NODE_TICK_SECONDS",
    "CHAIN_TIMEOUT_SECONDS, 31, at most KMS_NODE_TICK_TIMEOUT_SECONDS",
    "TEE_TIMEOUT_SECONDS, 31, at most KMS_NODE_TICK_TIMEOUT_SECONDS",
    "PEER_REQUEST_TIMEOUT_SECONDS, 31, at most KMS_NODE_TICK_TIMEOUT_SECONDS",
    "PEER_CONNECT_TIMEOUT_SECONDS, 11, at most PEER_REQUEST_TIMEOUT_SECONDS",
    "TOMBSTONE_RETENTION_MS, 119999, at least two SYNC_INTERVAL_SECONDS",
    "MAX_KV_VALUE_SIZE_BYTES, 10485761, at most MAX_APP_STORAGE_BYTES",
    "MAX_SYNC_PAYLOAD_BYTES, 4259839, at least 4259840"
  })
  void settingsThatContradictEachOtherAreRefused(String setting, String value, String allowed) {
    assertOneFault(setting, allowed, setting, value);
  }

  @ParameterizedTest
  @CsvSource({
    "KMS_GATE_LEASE_SECONDS, 30",
    "CHAIN_TIMEOUT_SECONDS, 30",
    "TEE_TIMEOUT_SECONDS, 30",
    "PEER_REQUEST_TIMEOUT_SECONDS, 30",
    "PEER_CONNECT_TIMEOUT_SECONDS, 10",
    "TOMBSTONE_RETENTION_MS, 120000",
    "MAX_KV_VALUE_SIZE_BYTES, 10485760",
    "MAX_SYNC_PAYLOAD_BYTES, 4259840"
  })
  void settingsThatJustFitAreAllowed(String setting, String value) {
    assertThatCode(() -> load(setting, value)).doesNotThrowAnyException();
  }

  @Test
  void ruleIsSilentWhereOneOfItsSettingsIsFaultyAnyway() {
    assertOneFault(
        "KMS_NODE_TICK_SECONDS",
        "whole seconds",
        "KMS_NODE_TICK_SECONDS",
        "x",
        "KMS_GATE_LEASE_SECONDS",
        "2");
  }

  @Test
  void custodiansNeedAThresholdThatTheyReach() {
    String two = "anna=" + key() + ",ben=" + key();

    assertOneFault("KMS_CUSTODY_THRESHOLD", "from 2 to the number", "KMS_CUSTODIANS", two);
    assertOneFault(
        "KMS_CUSTODY_THRESHOLD",
        "at most the number of KMS_CUSTODIANS, 2 now",
        "KMS_CUSTODIANS",
        two,
        "KMS_CUSTODY_THRESHOLD",
        "3");
    assertOneFault(
        "KMS_CUSTODY_THRESHOLD", "nothing without KMS_CUSTODIANS", "KMS_CUSTODY_THRESHOLD", "2");
    assertThat(load("KMS_CUSTODIANS", two, "KMS_CUSTODY_THRESHOLD", "2").secret().custody().isOn())
        .isTrue();
    assertThat(load().secret().custody()).isEqualTo(KmsConfig.Custody.NONE);
  }

  private static String key() {
    return new P384(CryptoProviders.available()).generate().publicKey().hex();
  }

  private static void assertOneFault(String setting, String allowed, String... settings) {
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> load(settings))
        .satisfies(
            e ->
                assertThat(e.faults())
                    .singleElement()
                    .satisfies(
                        fault -> {
                          assertThat(fault.setting()).isEqualTo(setting);
                          assertThat(fault.allowed()).contains(allowed);
                        }));
  }
}
