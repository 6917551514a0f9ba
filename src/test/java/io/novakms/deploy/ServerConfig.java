package io.novakms.deploy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The files of {@code server-config}, as the tests of this package read them. */
final class ServerConfig {
  static final Path ROOT = Path.of("server-config");
  static final List<String> SERVERS = List.of("payara-micro", "payara-server", "wildfly");

  private static final Pattern SETTING_OF_TABLE = Pattern.compile("`([A-Z][A-Z_]+)`");

  /** Names in the environment that are not the node's settings, but of those who run it. */
  private static final Set<String> NOT_SETTINGS =
      Set.of(
          "MP_CONFIG_PROFILE",
          "POD_NAME",
          "NODE_DOMAIN",
          "MANAGEMENT_ADDRESS",
          "TLS_KEYSTORE_PASSWORD");

  private ServerConfig() {}

  static String read(String file) {
    try {
      return Files.readString(ROOT.resolve(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<Path> files(String directory, String name) {
    try (Stream<Path> found = Files.walk(ROOT.resolve(directory))) {
      return found.filter(f -> f.getFileName().toString().matches(name)).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The names and values of an env file, without its comments. */
  static Map<String, String> settings(String file) {
    Map<String, String> settings = new TreeMap<>();
    for (String line : read(file).lines().toList()) {
      if (!line.isEmpty() && !line.startsWith("#")) {
        String[] parts = line.split("=", 2);
        settings.put(parts[0], parts[1]);
      }
    }
    return settings;
  }

  /** The names of all settings that there are, and those that servers and Kubernetes add. */
  static Set<String> knownNames() throws IOException {
    Set<String> names = new TreeSet<>(NOT_SETTINGS);
    Files.readAllLines(Path.of("docs", "configuration.md")).stream()
        .filter(line -> line.startsWith("| `"))
        .forEach(
            line -> {
              Matcher name = SETTING_OF_TABLE.matcher(line.split("\\|")[1]);
              while (name.find()) {
                names.add(name.group(1));
              }
            });
    return names;
  }
}
