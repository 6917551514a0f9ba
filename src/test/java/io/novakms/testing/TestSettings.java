package io.novakms.testing;

import io.novakms.config.KmsConfig;
import io.novakms.config.KmsConfigLoader;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;

/**
 * Settings of a node outside an enclave, for tests: the defaults, but for what a test names, and
 * that a write is answered by this node alone, as most tests have no other.
 */
public final class TestSettings {
  private static final Map<String, String> NEEDED =
      Map.of(
          "IN_ENCLAVE", "false",
          "NOVA_APP_REGISTRY_ADDRESS", "0x5fbdb2315678afecb367f032d93f642f64180aa3",
          "KMS_REGISTRY_ADDRESS", "0xe7f1725e7734ce288f8367e1bb143e90bb3f0512",
          "KMS_APP_ID", Members.KMS.toString(),
          "CHAIN_TIMEOUT_SECONDS", "1",
          "KMS_WRITE_CONCERN", "local");

  private TestSettings() {}

  /** The needed settings and {@code others}. */
  public static KmsConfig with(Map<String, String> others) {
    Map<String, String> settings = new HashMap<>(NEEDED);
    settings.putAll(others);
    try {
      return KmsConfigLoader.load(
              new SmallRyeConfigBuilder()
                  .addDefaultInterceptors()
                  .withSources(
                      new PropertiesConfigSource(
                          TestSettings.class.getResource(
                              "/META-INF/microprofile-config.properties")),
                      new PropertiesConfigSource(settings, "test", 500))
                  .build())
          .config();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
