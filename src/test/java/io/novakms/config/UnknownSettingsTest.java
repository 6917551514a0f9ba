package io.novakms.config;

import static io.novakms.config.TestConfigs.of;
import static io.novakms.config.TestConfigs.with;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnknownSettingsTest {
  @ParameterizedTest
  @CsvSource({
    "KMS_BOOTSRAP, KMS_BOOTSTRAP",
    "KMS_NODE_TICK_SECOND, KMS_NODE_TICK_SECONDS",
    "KMS_TICK, KMS_NODE_TICK_SECONDS",
    "KMS_SYNC_BATCH_SIZE, SYNC_BATCH_SIZE",
    "KMS_MASTER_SECRET_HEX, MASTER_SECRET_HEX",
    "KMS_TRUSTED_PROXY, KMS_TRUSTED_PROXIES"
  })
  void warnsWithTheNearestKnownName(String name, String nearest) {
    assertThat(warnings(name, "secret"))
        .containsExactly(
            name
                + " is not a setting of this node and has no effect; did you mean "
                + nearest
                + "?");
  }

  @Test
  void suggestsNothingWhereNothingIsNear() {
    assertThat(warnings("KMS_COLOUR", "blue"))
        .containsExactly("KMS_COLOUR is not a setting of this node and has no effect");
  }

  @Test
  void knownAndForeignNamesAreNotWarnedAbout() {
    assertThat(warnings("KMS_ALLOW_SEED", "true", "PATH", "/bin", "HELIOS_RPC_URL", "http://a:1"))
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "KMS_SERVICE_HOST, 10.0.0.1",
    "KMS_SERVICE_PORT, 443",
    "KMS_SERVICE_PORT_HTTPS, 443",
    "KMS_PORT, tcp://10.0.0.1:443",
    "KMS_PORT_443_TCP, tcp://10.0.0.1:443",
    "KMS_PORT_443_TCP_ADDR, 10.0.0.1",
    "KMS_PORT_443_TCP_PORT, 443",
    "KMS_PORT_443_TCP_PROTO, tcp",
    "KMS_NODE_1_SERVICE_HOST, 10.0.0.1",
    "KMS_NODE_1_SERVICE_PORT, 443",
    "KMS_NODE_1_PORT, udp://10.0.0.1:443",
    "KMS_NODE_1_PORT_443_UDP_ADDR, 10.0.0.1"
  })
  void whatKubernetesInjectsIsIgnored(String name, String value) {
    assertThat(warnings(name, value)).isEmpty();
  }

  @Test
  void portThatKubernetesDidNotInjectIsWarnedAbout() {
    assertThat(warnings("KMS_PORT", "8443")).hasSize(1);
  }

  private static List<String> warnings(String... settings) {
    return KmsConfigLoader.load(of(with(settings))).warnings();
  }
}
