package io.novakms.monitoring;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where the files are that operators take for their Prometheus and Grafana. */
final class MonitoringFiles {
  static final Path DIRECTORY = Path.of("server-config", "monitoring");
  static final Path ALERTS = DIRECTORY.resolve("alerts.yml");
  static final Path ALERT_TESTS = DIRECTORY.resolve("alerts.test.yml");
  static final Path PROMETHEUS = DIRECTORY.resolve("prometheus.yml");
  static final Path DASHBOARD = DIRECTORY.resolve(Path.of("grafana", "nova-kms.json"));
  static final Path DOCUMENT = Path.of("docs", "monitor.md");

  private MonitoringFiles() {}

  static JsonNode yaml(Path file) {
    return read(new YAMLMapper(), file);
  }

  static JsonNode json(Path file) {
    return read(new ObjectMapper(), file);
  }

  private static JsonNode read(ObjectMapper mapper, Path file) {
    try {
      return mapper.readTree(file.toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
