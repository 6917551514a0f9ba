package io.novakms.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Everything that was measured, as text and as JSON. */
final class Report {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private final Map<String, String> machine = Machine.facts();
  private final List<Figure> figures = new ArrayList<>();
  private final List<Target> targets = new ArrayList<>();

  void add(Figure figure) {
    figures.add(figure);
  }

  void add(Target target) {
    targets.add(target);
  }

  /** The figure that was added under {@code name}. */
  Figure figure(String name) {
    return figures.stream().filter(figure -> figure.name().equals(name)).findFirst().orElseThrow();
  }

  boolean has(String name) {
    return figures.stream().anyMatch(figure -> figure.name().equals(name));
  }

  /** Writes {@code report.txt} and {@code report.json}, and returns the text. */
  String write(Path directory) {
    String text = text();
    try {
      Files.createDirectories(directory);
      Files.writeString(directory.resolve("report.txt"), text);
      Files.writeString(
          directory.resolve("report.json"),
          JSON.writeValueAsString(
                  Map.of("machine", machine, "figures", figures, "targets", targets))
              + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text;
  }

  /** Four digits that count, or all before the point. */
  static String number(double value) {
    double size = Math.abs(value);
    int decimals =
        size >= 1000 || size == Math.rint(size) ? 0 : size >= 100 ? 1 : size >= 10 ? 2 : 3;
    return String.format(Locale.ROOT, "%,." + decimals + "f", value);
  }

  private String text() {
    StringBuilder text = new StringBuilder();
    machine.forEach((name, fact) -> text.append(row("%-12s %s", name, fact)));
    String part = "";
    for (Figure figure : figures) {
      if (!figure.part().equals(part)) {
        part = figure.part();
        text.append(row("%n%s", part));
      }
      text.append(
          row(
              "  %-58s %12s %-8s %s",
              figure.name(),
              number(figure.value()),
              figure.unit(),
              figure.spread() == 0 ? "" : "± " + number(figure.spread())));
    }
    if (!targets.isEmpty()) {
      text.append(row("%ntargets"));
    }
    for (Target target : targets) {
      text.append(
          row(
              "  %-58s %12s %-8s %-20s %s",
              target.name(),
              number(target.value()),
              target.unit(),
              target.wanted(),
              (target.isReached() ? "reached, by " : "MISSED, at ")
                  + number(target.margin())
                  + " x"));
    }
    return text.toString();
  }

  private static String row(String format, Object... parts) {
    return String.format(Locale.ROOT, format, parts).stripTrailing() + System.lineSeparator();
  }
}
