package io.novakms.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Holds the documentation and the application's file of defaults against the catalogue. */
class ConfigurationDocTest {
  private static final Path DOCUMENT = Path.of("docs", "configuration.md");
  private static final Path GENERATED = Path.of("target", "configuration-table.md");

  /** Settings with a default that are not in the file, for the reasons that it gives itself. */
  private static final Set<Setting<?>> NOT_IN_FILE =
      Set.of(Settings.CHAIN_URLS, Settings.SYNC_INTERVAL, Settings.KEYSTORE);

  @Test
  void tableOfTheDocumentIsThatOfTheCode() throws IOException {
    Files.createDirectories(GENERATED.getParent());
    Files.writeString(GENERATED, table());

    assertThat(Files.readString(DOCUMENT))
        .as("the table of %s differs from the code: take the one in %s", DOCUMENT, GENERATED)
        .contains(table());
  }

  @Test
  void fileInTheApplicationHoldsTheDefaultsOfTheCode() throws IOException {
    Map<String, String> expected = new TreeMap<>();
    for (Setting<?> setting : Settings.ALL) {
      if (setting.fallback() instanceof DefaultValue.Text text && !NOT_IN_FILE.contains(setting)) {
        expected.put(setting.name(), text.text());
        text.byProfile().forEach((p, other) -> expected.put("%" + p + "." + setting.name(), other));
      }
    }

    assertThat(applicationFile()).isEqualTo(expected);
  }

  @Test
  void everySettingIsListedOnce() {
    List<String> names = Settings.ALL.stream().map(Setting::name).toList();

    assertThat(names).doesNotHaveDuplicates().hasSize(declaredSettings());
  }

  private static int declaredSettings() {
    return (int)
        java.util.Arrays.stream(Settings.class.getDeclaredFields())
            .filter(field -> field.getType() == Setting.class)
            .count();
  }

  private static Map<String, String> applicationFile() throws IOException {
    Properties file = new Properties();
    try (InputStream in =
        Settings.class.getResourceAsStream("/META-INF/microprofile-config.properties")) {
      file.load(in);
    }
    Map<String, String> entries = new TreeMap<>();
    file.forEach((name, value) -> entries.put((String) name, (String) value));
    return entries;
  }

  private static String table() {
    return Settings.ALL.stream()
        .map(ConfigurationDocTest::row)
        .collect(
            Collectors.joining(
                "\n", "| setting | default | allowed | meaning |\n|---|---|---|---|\n", "\n"));
  }

  private static String row(Setting<?> setting) {
    String names =
        "`" + setting.name() + "`" + setting.alias().map(a -> " or `" + a + "`").orElse("");
    String secret = setting.sensitivity() == Sensitivity.SECRET ? "Secret. " : "";
    return "| "
        + String.join(
            " | ",
            names,
            setting.fallback().described(),
            setting.type().allowed(),
            secret + setting.meaning())
        + " |";
  }
}
