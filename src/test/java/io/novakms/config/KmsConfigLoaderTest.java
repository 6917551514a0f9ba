package io.novakms.config;

import static io.novakms.config.TestConfigs.load;
import static io.novakms.config.TestConfigs.of;
import static io.novakms.config.TestConfigs.overApplication;
import static io.novakms.config.TestConfigs.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.novakms.model.AddressBlock;
import io.novakms.model.AppId;
import io.novakms.model.Custodian;
import io.novakms.model.Wallet;
import io.novakms.model.WriteConcern;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.config.Config;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KmsConfigLoaderTest {
  private static final String SEED = "5e".repeat(32);
  private static final String KEY = "4b".repeat(32);
  private static final String ANNA =
      "anna=3076301006072a8648ce3d020106052b8104002203620004db6936fb70a1438aec0daee471a78f21b375dbfb"
          + "ee0050cbc1098f536355c50a8875d4c13be57c0dc8cec93466313a62a148f8bbe208a462875f095d5bb5cd"
          + "31659a9d9d069c03f48f40241a7c96ad9babc468ef786763f8d2d292a6f8a1ece7";
  private static final String BEN =
      "ben=3076301006072a8648ce3d020106052b810400220362000460375e00e5dee143a65d367ac7f11ede67d860cad"
          + "97380924568e74f9f140d29514656ca8807e34e8324d9a422719e87e210d33d419c9d69d58911d3ac78824a"
          + "1c1ffa95bc8be6d535b14be95ee7d9b5116d42ad302a2098c15e10bc645286c7";

  @Test
  void defaultsAreThoseOfTheDesign() {
    KmsConfig config = load();

    assertThat(config.inEnclave()).isTrue();
    assertThat(config.instanceUrl()).isEmpty();
    assertThat(config.chain())
        .isEqualTo(
            new KmsConfig.Chain(
                List.of(URI.create("http://127.0.0.1:18545")),
                Wallet.parse(TestConfigs.APP_REGISTRY),
                Wallet.parse(TestConfigs.KMS_REGISTRY),
                AppId.of(49),
                0,
                Duration.ZERO,
                Duration.ofSeconds(5),
                5000,
                Duration.ofSeconds(60),
                Duration.ofSeconds(60)));
    assertThat(config.tee().capsuleApiUrl()).isEqualTo(URI.create("http://127.0.0.1:18000"));
    assertThat(config.tee().privateKey()).isEmpty();
    assertThat(config.secret())
        .isEqualTo(new KmsConfig.Secret(Optional.empty(), false, KmsConfig.Custody.NONE));
    assertThat(config.tick())
        .isEqualTo(
            new KmsConfig.Tick(
                Duration.ofSeconds(15), Duration.ofSeconds(45), Duration.ofSeconds(30)));
    assertThat(config.peers())
        .isEqualTo(
            new KmsConfig.Peers(
                Duration.ofSeconds(30),
                false,
                Optional.empty(),
                Duration.ofSeconds(3),
                Duration.ofSeconds(10)));
    assertThat(config.writes())
        .isEqualTo(new KmsConfig.Writes(WriteConcern.MAJORITY, Duration.ofSeconds(3)));
    assertThat(config.sync())
        .isEqualTo(new KmsConfig.Sync(Duration.ofSeconds(60), 500, 52_428_800, false));
    assertThat(config.store())
        .isEqualTo(
            new KmsConfig.Store(
                10_485_760,
                Runtime.getRuntime().maxMemory() / 2,
                1_048_576,
                Duration.ofDays(1),
                Duration.ofSeconds(30)));
    assertThat(config.auth())
        .isEqualTo(
            new KmsConfig.Auth(
                Duration.ofSeconds(120), 4096, 120, 30, 600, List.of(), false, false));
    assertThat(config.http())
        .isEqualTo(
            new KmsConfig.Http(
                2_097_152,
                true,
                new KmsConfig.Exchange(
                    Duration.ofSeconds(15),
                    Duration.ofSeconds(15),
                    Math.max(16 << 20, Runtime.getRuntime().maxMemory() / 4))));
  }

  @Test
  void everySettingIsReadUnderItsName(@TempDir Path directory) throws Exception {
    Path ca = Files.writeString(directory.resolve("ca.pem"), "");
    KmsConfig config =
        load(
            "IN_ENCLAVE", "False",
            "NODE_INSTANCE_URL", "http://node.example:8080/kms",
            "NODE_URL", "https://rpc.example/v3/key",
            "CHAIN_CONFIRMATIONS", "2",
            "CHAIN_MAX_AGE_SECONDS", "11",
            "CHAIN_TIMEOUT_SECONDS", "3",
            "CHAIN_MAX_BATCH_CALLS", "7",
            "CHAIN_RESUBMIT_SECONDS", "8",
            "REGISTRY_CACHE_TTL_SECONDS", "9",
            "CAPSULE_API_URL", "http://127.0.0.1:1",
            "TEE_TIMEOUT_SECONDS", "4",
            "NODE_PRIVATE_KEY", "0x" + KEY,
            "KMS_DATA_DIR", "/var/lib/nova-kms/data",
            "KMS_KEYSTORE_FILE", "/keys.p12",
            "KMS_KEYSTORE_PASSWORD", " spaces count ",
            "MASTER_SECRET_HEX", SEED,
            "KMS_BOOTSTRAP", "generate",
            "KMS_NODE_TICK_SECONDS", "10",
            "KMS_GATE_LEASE_SECONDS", "21",
            "KMS_NODE_TICK_TIMEOUT_SECONDS", "22",
            "PEER_CACHE_TTL_SECONDS", "11",
            "KMS_ALLOW_PRIVATE_PEERS", "TRUE",
            "KMS_PEER_CA_FILE", ca.toString(),
            "PEER_CONNECT_TIMEOUT_SECONDS", "12",
            "PEER_REQUEST_TIMEOUT_SECONDS", "13",
            "KMS_WRITE_CONCERN", "All",
            "KMS_WRITE_TIMEOUT_MS", "1234",
            "SYNC_INTERVAL_SECONDS", "14",
            "SYNC_BATCH_SIZE", "15",
            "MAX_SYNC_PAYLOAD_BYTES", "1000000",
            "KMS_OPEN_WITHOUT_SNAPSHOT", "true",
            "MAX_APP_STORAGE_BYTES", "100000",
            "KMS_MAX_STORE_BYTES", "200000",
            "MAX_KV_VALUE_SIZE_BYTES", "1000",
            "TOMBSTONE_RETENTION_MS", "30000",
            "MAX_CLOCK_SKEW_MS", "0",
            "POP_TIMEOUT_SECONDS", "16",
            "MAX_NONCES", "17",
            "RATE_LIMIT_PER_MINUTE", "18",
            "NONCE_RATE_LIMIT_PER_MINUTE", "19",
            "PUBLIC_RATE_LIMIT_PER_MINUTE", "20",
            "KMS_TRUSTED_PROXIES", "10.0.0.0/8, ::1",
            "KMS_DEV_IDENTITY", "true",
            "KMS_AUDIT_NAMES", "sha256",
            "MAX_REQUEST_BODY_BYTES", "2000",
            "KMS_CONSOLE", "false",
            "KMS_BODY_TIMEOUT_SECONDS", "20",
            "KMS_ANSWER_TIMEOUT_SECONDS", "21",
            "KMS_REQUEST_MEMORY_BYTES", "20000000",
            "KMS_METRICS", "false",
            "KMS_METRICS_ALLOW", "10.1.0.0/16",
            "KMS_METRICS_TOKEN", "a-token-of-twenty-ch",
            "KMS_CUSTODIANS", ANNA + " , " + BEN,
            "KMS_CUSTODY_THRESHOLD", "2");

    assertThat(config)
        .isEqualTo(
            new KmsConfig(
                false,
                Optional.of(URI.create("http://node.example:8080/kms")),
                Optional.of(Path.of("/var/lib/nova-kms/data")),
                new KmsConfig.Chain(
                    List.of(URI.create("https://rpc.example/v3/key")),
                    Wallet.parse(TestConfigs.APP_REGISTRY),
                    Wallet.parse(TestConfigs.KMS_REGISTRY),
                    AppId.of(49),
                    2,
                    Duration.ofSeconds(11),
                    Duration.ofSeconds(3),
                    7,
                    Duration.ofSeconds(8),
                    Duration.ofSeconds(9)),
                new KmsConfig.Tee(
                    URI.create("http://127.0.0.1:1"),
                    Optional.of(new SensitiveText("0x" + KEY)),
                    Path.of("/keys.p12"),
                    Optional.of(new SensitiveText(" spaces count ")),
                    Duration.ofSeconds(4)),
                new KmsConfig.Secret(
                    Optional.of(new SensitiveText(SEED)),
                    true,
                    new KmsConfig.Custody(List.of(Custodian.parse(ANNA), Custodian.parse(BEN)), 2)),
                new KmsConfig.Tick(
                    Duration.ofSeconds(10), Duration.ofSeconds(21), Duration.ofSeconds(22)),
                new KmsConfig.Peers(
                    Duration.ofSeconds(11),
                    true,
                    Optional.of(ca),
                    Duration.ofSeconds(12),
                    Duration.ofSeconds(13)),
                new KmsConfig.Writes(WriteConcern.ALL, Duration.ofMillis(1234)),
                new KmsConfig.Sync(Duration.ofSeconds(14), 15, 1_000_000, true),
                new KmsConfig.Store(100_000, 200_000, 1000, Duration.ofSeconds(30), Duration.ZERO),
                new KmsConfig.Auth(
                    Duration.ofSeconds(16),
                    17,
                    18,
                    19,
                    20,
                    List.of(AddressBlock.parse("10.0.0.0/8"), AddressBlock.parse("::1")),
                    true,
                    false),
                new KmsConfig.Http(
                    2000,
                    false,
                    new KmsConfig.Exchange(
                        Duration.ofSeconds(20), Duration.ofSeconds(21), 20_000_000)),
                new KmsConfig.Metrics(
                    false,
                    List.of(AddressBlock.parse("10.1.0.0/16")),
                    Optional.of(new SensitiveText("a-token-of-twenty-ch")))));
  }

  @ParameterizedTest
  @CsvSource({"1, 3, 20", "5, 15, 20", "10, 30, 20", "15, 45, 30", "3600, 10800, 7200"})
  void leaseAndTickTimeoutFollowTheTick(String tick, int lease, int timeout) {
    KmsConfig.Tick loaded = load("KMS_NODE_TICK_SECONDS", tick).tick();

    assertThat(loaded.lease()).hasSeconds(lease);
    assertThat(loaded.timeout()).hasSeconds(timeout);
  }

  @Test
  void tickIsShorterUnderTheProdProfile() {
    assertThat(tickSeconds(overApplication("prod", with()))).isEqualTo(5);
    assertThat(tickSeconds(overApplication("test", with()))).isEqualTo(15);
  }

  @Test
  void environmentWinsOverTheProdProfile() {
    assertThat(tickSeconds(overApplication("prod", with("KMS_NODE_TICK_SECONDS", "7"))))
        .isEqualTo(7);
  }

  @ParameterizedTest
  @CsvSource({"prod", "'test, prod'"})
  void prodProfileCountsWithoutTheApplicationsFile(String profiles) {
    assertThat(tickSeconds(of(with("mp.config.profile", profiles)))).isEqualTo(5);
  }

  @Test
  void emptyVariableCountsAsUnset() {
    KmsConfig config =
        KmsConfigLoader.load(
                overApplication(
                    "prod",
                    with(
                        "KMS_NODE_TICK_SECONDS", "",
                        "NODE_URL", "  ",
                        "MASTER_SECRET_HEX", "",
                        "KMS_KEYSTORE_FILE", "")))
            .config();

    assertThat(config.tick().interval()).hasSeconds(5);
    assertThat(config.chain().urls()).containsExactly(URI.create("http://127.0.0.1:18545"));
    assertThat(config.secret().seed()).isEmpty();
  }

  @Test
  void whiteSpaceAroundAValueIsIgnored() {
    assertThat(load("KMS_NODE_TICK_SECONDS", " 20\n").tick().interval()).hasSeconds(20);
  }

  @Test
  void secondNameStandsInForTheFirst() {
    KmsConfig config =
        load("HELIOS_RPC_URL", "http://helios:8545", "DATA_SYNC_INTERVAL_SECONDS", "33");

    assertThat(config.chain().urls()).containsExactly(URI.create("http://helios:8545"));
    assertThat(config.sync().interval()).hasSeconds(33);
  }

  @Test
  void bothNamesMaySayTheSame() {
    KmsConfig config = load("SYNC_INTERVAL_SECONDS", "33", "DATA_SYNC_INTERVAL_SECONDS", "33");

    assertThat(config.sync().interval()).hasSeconds(33);
  }

  @Test
  void secondNameWinsOverTheApplicationsDefaults() {
    KmsConfig config =
        KmsConfigLoader.load(
                overApplication(
                    "prod",
                    with("HELIOS_RPC_URL", "http://helios:1", "DATA_SYNC_INTERVAL_SECONDS", "9")))
            .config();

    assertThat(config.chain().urls()).containsExactly(URI.create("http://helios:1"));
    assertThat(config.sync().interval()).hasSeconds(9);
  }

  @Test
  void effectiveSettingsAreListedWithTheirOriginAndWithoutSecrets() {
    LoadedConfig loaded =
        KmsConfigLoader.load(
            overApplication(
                "prod",
                with(
                    "IN_ENCLAVE", "false",
                    "MASTER_SECRET_HEX", SEED,
                    "NODE_PRIVATE_KEY", KEY,
                    "KMS_KEYSTORE_PASSWORD", "hunter2",
                    "NODE_URL", "https://rpc.example:444/v3/apikey",
                    "MAX_NONCES", "100")));

    assertThat(loaded.effective())
        .contains(
            "IN_ENCLAVE=false",
            "NODE_URL=https://rpc.example:444/(hidden)",
            "MASTER_SECRET_HEX=(hidden)",
            "NODE_PRIVATE_KEY=(hidden)",
            "KMS_KEYSTORE_PASSWORD=(hidden)",
            "KMS_NODE_TICK_SECONDS=5 (default)",
            "KMS_GATE_LEASE_SECONDS=15 (default)",
            "MAX_NONCES=100",
            "SYNC_BATCH_SIZE=500 (default)",
            "SYNC_INTERVAL_SECONDS=60 (default)");
    assertThat(loaded.effective() + loaded.config().toString())
        .doesNotContain(SEED)
        .doesNotContain(KEY)
        .doesNotContain("hunter2")
        .doesNotContain("apikey");
  }

  @Test
  void bodyThatCantHoldTheLargestValueIsSaidAtStart() {
    String said =
        "values over 784632 bytes may be refused: MAX_REQUEST_BODY_BYTES is 2097152, and would have"
            + " to be 2801008 for those of MAX_KV_VALUE_SIZE_BYTES, 1048576";
    LoadedConfig byDefault = KmsConfigLoader.load(of(with()));
    assertThat(byDefault.effective()).contains(said);
    assertThat(byDefault.warnings()).isEmpty();

    LoadedConfig chosen = KmsConfigLoader.load(of(with("MAX_KV_VALUE_SIZE_BYTES", "1048577")));
    assertThat(chosen.warnings()).singleElement().asString().contains("784632", "1048577");
    assertThat(chosen.effective()).noneMatch(line -> line.startsWith("values over"));

    LoadedConfig enough = KmsConfigLoader.load(of(with("MAX_REQUEST_BODY_BYTES", "2801008")));
    assertThat(enough.warnings()).isEmpty();
    assertThat(enough.effective()).noneMatch(line -> line.startsWith("values over"));
    assertThat(enough.config().http().largestValueBytes()).isGreaterThanOrEqualTo(1048576);
    LoadedConfig less = KmsConfigLoader.load(of(with("MAX_REQUEST_BODY_BYTES", "2801007")));
    assertThat(less.warnings()).hasSize(1);
  }

  @Test
  void missingSettingsAreAllNamed() {
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> KmsConfigLoader.load(of(Map.of())))
        .satisfies(
            e ->
                assertThat(e.faults())
                    .extracting(ConfigError::setting)
                    .containsExactly(
                        "NOVA_APP_REGISTRY_ADDRESS", "KMS_REGISTRY_ADDRESS", "KMS_APP_ID"))
        .withMessage(
            """
            the configuration has 3 faults:
            - NOVA_APP_REGISTRY_ADDRESS is not set; allowed: an address: 40 hex digits, not all zero
            - KMS_REGISTRY_ADDRESS is not set; allowed: an address: 40 hex digits, not all zero
            - KMS_APP_ID is not set; allowed: a whole number from 1 to 2^256 - 1\
            """);
  }

  @Test
  void everyFaultIsReportedAtOnce() {
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(
            () ->
                load(
                    "KMS_APP_ID", "0",
                    "MAX_NONCES", "many",
                    "MASTER_SECRET_HEX", "c0ffee",
                    "KMS_GATE_LEASE_SECONDS", "20",
                    "NODE_URL", "http://a:1",
                    "HELIOS_RPC_URL", "http://b:1"))
        .satisfies(
            e ->
                assertThat(e.faults())
                    .extracting(ConfigError::setting)
                    .containsExactly(
                        "NODE_URL and HELIOS_RPC_URL",
                        "KMS_APP_ID",
                        "MASTER_SECRET_HEX",
                        "MAX_NONCES",
                        "KMS_GATE_LEASE_SECONDS"));
  }

  @Test
  void twoNamesWithDifferentValuesAreAFaultThatNamesBoth() {
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> load("SYNC_INTERVAL_SECONDS", "5", "DATA_SYNC_INTERVAL_SECONDS", "6"))
        .withMessage(
            """
            the configuration has one fault:
            - SYNC_INTERVAL_SECONDS and DATA_SYNC_INTERVAL_SECONDS is '5' and '6'; allowed: one \
            value: they are two names of one setting, so set only one of them""");
  }

  @Test
  void faultOfASecondNameNamesThatOne() {
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> load("DATA_SYNC_INTERVAL_SECONDS", "0"))
        .withMessageContaining("- DATA_SYNC_INTERVAL_SECONDS is '0'; allowed: whole seconds");
  }

  @Test
  void secretsAreMaskedInFaults() {
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(
            () ->
                load(
                    "MASTER_SECRET_HEX", "topsecret",
                    "NODE_PRIVATE_KEY", "alsosecret",
                    "NODE_URL", "https://user:password@rpc.example/apikey"))
        .withMessageContaining("MASTER_SECRET_HEX is '(hidden)'; allowed: 32 bytes as 64 hex")
        .withMessageContaining("NODE_PRIVATE_KEY is '(hidden)'")
        .withMessageContaining("NODE_URL is '(hidden)'")
        .satisfies(
            e ->
                assertThat(e.getMessage())
                    .doesNotContain("topsecret", "alsosecret", "password", "apikey"));
  }

  @Test
  void valueCannotForgeLinesOfTheLog() {
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> load("MAX_NONCES", "1\n- ALL is well\u001b[0m" + "x".repeat(1000)))
        .satisfies(e -> assertThat(e.getMessage().lines()).hasSize(2))
        .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(300).doesNotContain("\u001b"));
  }

  @Test
  void referenceToAMissingPropertyIsAFaultAndNotACrash() {
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> load("KMS_APP_ID", "${no.such.property}", "MAX_NONCES", "x"))
        .satisfies(
            e ->
                assertThat(e.faults())
                    .extracting(ConfigError::setting)
                    .containsExactly("KMS_APP_ID", "MAX_NONCES"));
  }

  private static long tickSeconds(Config config) {
    return KmsConfigLoader.load(config).config().tick().interval().toSeconds();
  }

  @Test
  void severalProvidersOfTheChainAreSeparatedByCommas() {
    LoadedConfig loaded =
        KmsConfigLoader.load(
            overApplication(
                "prod", with("NODE_URL", "https://a.example/k1 , http://b.example:1/?key=2")));

    assertThat(loaded.config().chain().urls())
        .containsExactly(
            URI.create("https://a.example/k1"), URI.create("http://b.example:1/?key=2"));
    assertThat(loaded.effective())
        .contains("NODE_URL=https://a.example/(hidden),http://b.example:1/(hidden)");
    assertThat(loaded.config().toString()).doesNotContain("k1").doesNotContain("key=2");
  }
}
