package io.novakms.config;

import static io.novakms.config.TestConfigs.load;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.novakms.crypto.CryptoProviders;
import io.novakms.crypto.P384;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingBoundsTest {
  private static final String ORDER =
      "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0",
        "-1",
        "+1",
        "1.5",
        "1e3",
        "0x10",
        "1_000",
        "ten",
        "1 0",
        "\u0661",
        "3601",
        "99999999999999999999"
      })
  void numberIsDigitsWithinItsBounds(String value) {
    assertFault("KMS_NODE_TICK_SECONDS", value);
  }

  @ParameterizedTest
  @CsvSource({
    "CHAIN_CONFIRMATIONS, 1001",
    "CHAIN_MAX_AGE_SECONDS, 86401",
    "CHAIN_TIMEOUT_SECONDS, 61",
    "CHAIN_MAX_BATCH_CALLS, 100001",
    "CHAIN_RESUBMIT_SECONDS, 3601",
    "REGISTRY_CACHE_TTL_SECONDS, 3601",
    "TEE_TIMEOUT_SECONDS, 61",
    "KMS_GATE_LEASE_SECONDS, 86401",
    "KMS_NODE_TICK_TIMEOUT_SECONDS, 7201",
    "PEER_CACHE_TTL_SECONDS, 3601",
    "PEER_CONNECT_TIMEOUT_SECONDS, 61",
    "PEER_REQUEST_TIMEOUT_SECONDS, 301",
    "KMS_WRITE_TIMEOUT_MS, 10001",
    "SYNC_INTERVAL_SECONDS, 86401",
    "SYNC_BATCH_SIZE, 100001",
    "MAX_SYNC_PAYLOAD_BYTES, 1073741825",
    "MAX_APP_STORAGE_BYTES, 1099511627777",
    "KMS_MAX_STORE_BYTES, 1099511627777",
    "MAX_KV_VALUE_SIZE_BYTES, 67108865",
    "TOMBSTONE_RETENTION_MS, 31536000001",
    "MAX_CLOCK_SKEW_MS, 3600001",
    "POP_TIMEOUT_SECONDS, 3601",
    "MAX_NONCES, 1000001",
    "RATE_LIMIT_PER_MINUTE, 10000001",
    "NONCE_RATE_LIMIT_PER_MINUTE, 10000001",
    "PUBLIC_RATE_LIMIT_PER_MINUTE, 10000001",
    "MAX_REQUEST_BODY_BYTES, 268435457",
    "KMS_BODY_TIMEOUT_SECONDS, 3601",
    "KMS_ANSWER_TIMEOUT_SECONDS, 3601",
    "KMS_REQUEST_MEMORY_BYTES, 1099511627777"
  })
  void numberAboveItsUpperBoundIsRefused(String setting, String value) {
    assertFault(setting, value);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CHAIN_TIMEOUT_SECONDS",
        "CHAIN_MAX_BATCH_CALLS",
        "CHAIN_RESUBMIT_SECONDS",
        "REGISTRY_CACHE_TTL_SECONDS",
        "TEE_TIMEOUT_SECONDS",
        "KMS_NODE_TICK_SECONDS",
        "KMS_GATE_LEASE_SECONDS",
        "KMS_NODE_TICK_TIMEOUT_SECONDS",
        "PEER_CACHE_TTL_SECONDS",
        "PEER_CONNECT_TIMEOUT_SECONDS",
        "PEER_REQUEST_TIMEOUT_SECONDS",
        "KMS_WRITE_TIMEOUT_MS",
        "SYNC_INTERVAL_SECONDS",
        "SYNC_BATCH_SIZE",
        "MAX_SYNC_PAYLOAD_BYTES",
        "MAX_APP_STORAGE_BYTES",
        "MAX_KV_VALUE_SIZE_BYTES",
        "TOMBSTONE_RETENTION_MS",
        "POP_TIMEOUT_SECONDS",
        "MAX_NONCES",
        "RATE_LIMIT_PER_MINUTE",
        "NONCE_RATE_LIMIT_PER_MINUTE",
        "PUBLIC_RATE_LIMIT_PER_MINUTE",
        "MAX_REQUEST_BODY_BYTES",
        "KMS_BODY_TIMEOUT_SECONDS",
        "KMS_ANSWER_TIMEOUT_SECONDS",
        "KMS_REQUEST_MEMORY_BYTES"
      })
  void limitOfZeroIsRefused(String setting) {
    assertFault(setting, "0");
  }

  @Test
  void boundsThemselvesAreAllowed() {
    assertThatCode(
            () ->
                load(
                    "KMS_NODE_TICK_SECONDS", "3600",
                    "KMS_GATE_LEASE_SECONDS", "86400",
                    "KMS_NODE_TICK_TIMEOUT_SECONDS", "7200",
                    "MAX_NONCES", "1000000",
                    "MAX_SYNC_PAYLOAD_BYTES", "1073741824",
                    "MAX_KV_VALUE_SIZE_BYTES", "1",
                    "MAX_APP_STORAGE_BYTES", "1",
                    "CHAIN_CONFIRMATIONS", "0"))
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource({
    "IN_ENCLAVE, yes",
    "KMS_ALLOW_SEED, 1",
    "KMS_DEV_IDENTITY, truee",
    "KMS_WRITE_CONCERN, two",
    "KMS_WRITE_CONCERN, quorum",
    "KMS_BOOTSTRAP, true",
    "KMS_BOOTSTRAP, seed",
    "NODE_URL, ws://127.0.0.1:8546",
    "NODE_URL, 127.0.0.1:8545",
    "NODE_URL, http://user@127.0.0.1:8545",
    "NODE_URL, http://127.0.0.1:70000",
    "NODE_URL, http://127.0.0.1:0",
    "NODE_URL, http:///path",
    "NODE_URL, http://a b",
    "NODE_URL, 'http://a,'",
    "NODE_URL, 'http://a,http://a'",
    "NODE_URL, 'http://a,ws://b'",
    "CAPSULE_API_URL, file:///tmp/socket",
    "NODE_INSTANCE_URL, /kms",
    "NODE_INSTANCE_URL, node.example",
    "NODE_INSTANCE_URL, ftp://node.example",
    "NODE_INSTANCE_URL, https://node.example/?a=b",
    "NODE_INSTANCE_URL, https://node.example/#a",
    "KMS_REGISTRY_ADDRESS, 0x0000000000000000000000000000000000000000",
    "KMS_REGISTRY_ADDRESS, 0x5fbdb2315678afecb367f032d93f642f64180aa",
    "NOVA_APP_REGISTRY_ADDRESS, registry.eth",
    "KMS_APP_ID, 0",
    "KMS_APP_ID, -1",
    "KMS_APP_ID, 0x31",
    "KMS_APP_ID, 115792089237316195423570985008687907853269984665640564039457584007913129639936",
    "KMS_TRUSTED_PROXIES, 10.0.0.1/8",
    "KMS_TRUSTED_PROXIES, proxy.example",
    "KMS_TRUSTED_PROXIES, '10.0.0.0/8,,::1'",
    "KMS_PEER_CA_FILE, /no/such/file.pem"
  })
  void valueOfAnotherKindIsRefused(String setting, String value) {
    assertFault(setting, value);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "00",
        "5e5e",
        "zz5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e5e",
        "0000000000000000000000000000000000000000000000000000000000000000"
      })
  void seedIs32BytesAndNotZero(String value) {
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> load("IN_ENCLAVE", "false", "MASTER_SECRET_HEX", value))
        .withMessageContaining("- MASTER_SECRET_HEX is '(hidden)'");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"0000000000000000000000000000000000000000000000000000000000000000", ORDER, "01"})
  void walletKeyLiesBelowTheOrderOfTheGroup(String value) {
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> load("IN_ENCLAVE", "false", "NODE_PRIVATE_KEY", value))
        .withMessageContaining("- NODE_PRIVATE_KEY is '(hidden)'");
  }

  @Test
  void greatestWalletKeyIsAllowed() {
    String greatest = ORDER.substring(0, ORDER.length() - 1) + "0";

    assertThatCode(() -> load("IN_ENCLAVE", "false", "NODE_PRIVATE_KEY", greatest))
        .doesNotThrowAnyException();
  }

  @Test
  void keystoreMustNotBeADirectory(@TempDir Path directory) {
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> load("IN_ENCLAVE", "false", "KMS_KEYSTORE_FILE", directory.toString()))
        .withMessageContaining("allowed: the path of a file, not of a directory");
  }

  @Test
  void dataDirectoryMustNotBeAFile(@TempDir Path directory) throws IOException {
    Path file = Files.createFile(directory.resolve("file"));

    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> load("KMS_DATA_DIR", file.toString()))
        .withMessageContaining("allowed: the path of a directory, not of a file");
  }

  @Test
  void authoritiesMustBeAFile(@TempDir Path directory) {
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> load("KMS_PEER_CA_FILE", directory.toString()))
        .withMessageContaining("a PEM file that this process can read");
  }

  @Test
  void custodiansAreAGroupOfDifferentNamesAndKeys() {
    P384 p384 = new P384(CryptoProviders.available());
    String one = p384.generate().publicKey().hex();
    String other = p384.generate().publicKey().hex();
    String many =
        IntStream.range(0, 65)
            .mapToObj(i -> "c" + i + "=" + p384.generate().publicKey().hex())
            .collect(Collectors.joining(","));
    for (String bad :
        List.of(
            "anna=" + one,
            "anna=" + one + ",anna=" + other,
            "anna=" + one + ",ben=" + one,
            "anna=" + one + ",ben=" + other + ",",
            "anna=" + one + ",=" + other,
            "anna=" + one + ",-ben=" + other,
            "anna=" + one + ",b n=" + other,
            "anna=" + one + "," + other,
            "anna=" + one + ",ben=" + other.substring(2),
            "anna=" + one + ",ben=" + other.replaceFirst("..$", other.endsWith("00") ? "01" : "00"),
            many)) {
      assertFault("KMS_CUSTODIANS", bad);
    }
    for (String bad : List.of("1", "0", "-2", "65", "two")) {
      assertFault("KMS_CUSTODY_THRESHOLD", bad);
    }
  }

  private static void assertFault(String setting, String value) {
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> load(setting, value))
        .withMessageContaining("- " + setting + " is '")
        .withMessageContaining("the configuration has one fault");
  }
}
