package io.novakms.config;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import org.eclipse.microprofile.config.Config;

/** Configurations from maps, as the environment would give them. */
final class TestConfigs {
  static final String APP_REGISTRY = "0x5fbdb2315678afecb367f032d93f642f64180aa3";
  static final String KMS_REGISTRY = "0xe7f1725e7734ce288f8367e1bb143e90bb3f0512";

  /** The least that a node needs. */
  static final Map<String, String> REQUIRED =
      Map.of(
          "NOVA_APP_REGISTRY_ADDRESS", APP_REGISTRY,
          "KMS_REGISTRY_ADDRESS", KMS_REGISTRY,
          "KMS_APP_ID", "49");

  private static final int ENVIRONMENT = 300;
  private static final int APPLICATION = 100;

  private TestConfigs() {}

  /** What is required, and {@code more}, given as name, value, name, value. */
  static Map<String, String> with(String... more) {
    Map<String, String> settings = new HashMap<>(REQUIRED);
    for (int i = 0; i < more.length; i += 2) {
      settings.put(more[i], more[i + 1]);
    }
    return settings;
  }

  /** The settings alone, without the application's file. */
  static Config of(Map<String, String> settings) {
    return builder(settings).build();
  }

  /** The settings over the file in the application, under {@code profile}. */
  static Config overApplication(String profile, Map<String, String> settings) {
    try {
      Map<String, String> environment = new HashMap<>(settings);
      environment.put("mp.config.profile", profile);
      return builder(environment)
          .withSources(
              new PropertiesConfigSource(
                  TestConfigs.class.getResource("/META-INF/microprofile-config.properties"),
                  APPLICATION))
          .build();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What the loader makes of what is required and {@code more}. */
  static KmsConfig load(String... more) {
    return KmsConfigLoader.load(of(with(more))).config();
  }

  private static SmallRyeConfigBuilder builder(Map<String, String> settings) {
    return new SmallRyeConfigBuilder()
        .addDefaultInterceptors()
        .withSources(new PropertiesConfigSource(settings, "environment", ENVIRONMENT));
  }
}
