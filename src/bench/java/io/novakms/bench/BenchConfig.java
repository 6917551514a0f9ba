package io.novakms.bench;

import io.novakms.config.KmsConfig;
import io.novakms.config.KmsConfigLoader;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;

/** Settings of nodes that run inside the benchmark. */
final class BenchConfig {
  private static final int ENVIRONMENT = 300;
  private static final int APPLICATION = 100;
  private static final Map<String, String> REQUIRED =
      Map.of(
          "NOVA_APP_REGISTRY_ADDRESS", Samples.wallet(901).address(),
          "KMS_REGISTRY_ADDRESS", Samples.wallet(902).address(),
          "KMS_APP_ID", "1");

  private BenchConfig() {}

  /** The application's own settings, but for {@code other}. */
  static KmsConfig with(Map<String, String> other) {
    Map<String, String> environment = new HashMap<>(REQUIRED);
    environment.putAll(other);
    try {
      return KmsConfigLoader.load(
              new SmallRyeConfigBuilder()
                  .addDefaultInterceptors()
                  .withSources(
                      new PropertiesConfigSource(environment, "environment", ENVIRONMENT),
                      new PropertiesConfigSource(
                          KmsConfig.class.getResource("/META-INF/microprofile-config.properties"),
                          APPLICATION))
                  .build())
          .config();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
