package io.novakms.testing;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Reads what {@code /prometheus} answers, strictly: in Prometheus' text format 0.0.4, or in
 * OpenMetrics 1.0. What breaks a rule of the format is an {@link AssertionError} that quotes it.
 */
public final class Exposition {
  private static final Pattern NAME = Pattern.compile("[a-zA-Z_:][a-zA-Z0-9_:]*");
  private static final Pattern SAMPLE =
      Pattern.compile(
          "([a-zA-Z_:][a-zA-Z0-9_:]*)(\\{.*})? ([-+]?(?:[0-9.]+(?:[eE][-+]?[0-9]+)?|Inf)|NaN)");
  private static final Pattern LABEL =
      Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)=\"((?:[^\"\\\\\n]|\\\\[\\\\\"n])*)\"(,|})");
  private static final Set<String> TYPES =
      Set.of("counter", "gauge", "histogram", "summary", "info", "unknown", "untyped", "stateset");
  private static final List<String> SUFFIXES =
      List.of("_total", "_bucket", "_count", "_sum", "_created", "_info");

  private final Map<String, Family> families = new LinkedHashMap<>();
  private final List<Sample> samples = new ArrayList<>();

  /** A metric with all its samples. */
  public static final class Family {
    private final String name;
    private String type;
    private String help;
    private boolean closed;

    private Family(String name) {
      this.name = name;
    }

    /** Its name in the lines TYPE and HELP. */
    public String name() {
      return name;
    }

    /** Such as {@code counter}. */
    public String type() {
      return type;
    }

    /** What it says of itself. */
    public String help() {
      return help;
    }
  }

  /**
   * One line.
   *
   * @param family what it belongs to
   * @param name with its suffix
   * @param labels by name
   * @param value the number
   */
  public record Sample(Family family, String name, Map<String, String> labels, double value) {}

  private Exposition() {}

  /** Reads text format 0.0.4. */
  public static Exposition text(String body) {
    return read(body, false);
  }

  /** Reads OpenMetrics 1.0. */
  public static Exposition openMetrics(String body) {
    require(body.endsWith("# EOF\n"), "no end: " + body.substring(Math.max(0, body.length() - 80)));
    return read(body.substring(0, body.length() - "# EOF\n".length()), true);
  }

  /** Every metric. */
  public List<Family> families() {
    return List.copyOf(families.values());
  }

  /** Every sample. */
  public List<Sample> samples() {
    return samples;
  }

  /** All samples of {@code name}, its suffix included, that have {@code labels}, among others. */
  public List<Sample> find(String name, String... labels) {
    return samples.stream()
        .filter(sample -> sample.name().equals(name) && has(sample, labels))
        .toList();
  }

  /** The one value of {@code name} with these labels. */
  public double value(String name, String... labels) {
    List<Sample> found = find(name, labels);
    require(found.size() == 1, found.size() + " samples of " + name + " " + List.of(labels));
    return found.get(0).value();
  }

  /** The sum of all such values; 0 where there is none. */
  public double sum(String name, String... labels) {
    return find(name, labels).stream().mapToDouble(Sample::value).sum();
  }

  /** Whether there is any such sample. */
  public boolean has(String name, String... labels) {
    return !find(name, labels).isEmpty();
  }

  private static boolean has(Sample sample, String... labels) {
    for (int i = 0; i < labels.length; i += 2) {
      if (!labels[i + 1].equals(sample.labels().get(labels[i]))) {
        return false;
      }
    }
    return true;
  }

  private static Exposition read(String body, boolean openMetrics) {
    require(body.endsWith("\n"), "the last line has no end");
    require(body.indexOf('\r') < 0, "a carriage return");
    Exposition all = new Exposition();
    Family current = null;
    for (String line : body.split("\n")) {
      require(!line.isEmpty() || !openMetrics, "an empty line");
      if (line.startsWith("#")) {
        current = all.comment(line, current, openMetrics);
      } else {
        all.sample(line, current, openMetrics);
      }
    }
    all.checkWhole();
    return all;
  }

  private Family comment(String line, Family current, boolean openMetrics) {
    String[] words = line.split(" ", 4);
    require(words.length == 4 && words[0].equals("#"), "a comment of no form: " + line);
    require(NAME.matcher(words[2]).matches(), "a bad name: " + line);
    Family family = families.computeIfAbsent(words[2], Family::new);
    require(!family.closed, "the lines of a metric are not together: " + line);
    if (current != null && current != family) {
      current.closed = true;
    }
    require(samples.stream().noneMatch(s -> s.family() == family), "it comes late: " + line);
    switch (words[1]) {
      case "TYPE" -> {
        require(family.type == null, "twice: " + line);
        require(TYPES.contains(words[3]), "no such type: " + line);
        family.type = words[3];
      }
      case "HELP" -> {
        require(family.help == null, "twice: " + line);
        family.help = words[3];
      }
      default -> require(openMetrics && words[1].equals("UNIT"), "no such comment: " + line);
    }
    return family;
  }

  private void sample(String line, Family family, boolean openMetrics) {
    Matcher parts = SAMPLE.matcher(openMetrics ? line.replaceFirst(" # \\{.*$", "") : line);
    require(parts.matches(), "no sample: " + line);
    require(family != null, "a sample of no metric: " + line);
    String name = parts.group(1);
    boolean belongs =
        name.equals(family.name())
            || SUFFIXES.stream().anyMatch(suffix -> name.equals(family.name() + suffix));
    require(belongs, "a sample among another metric's: " + line);
    samples.add(
        new Sample(
            family, name, labels(Optional.ofNullable(parts.group(2))), number(parts.group(3))));
  }

  private static Map<String, String> labels(Optional<String> braces) {
    Map<String, String> labels = new TreeMap<>();
    if (braces.isEmpty()) {
      return labels;
    }
    String text = braces.get();
    Matcher label = LABEL.matcher(text);
    int at = 1;
    while (at < text.length()) {
      require(label.find(at) && label.start() == at, "bad labels: " + text);
      String value =
          label.group(2).replace("\\n", "\n").replace("\\\"", "\"").replace("\\\\", "\\");
      require(labels.put(label.group(1), value) == null, "a label twice: " + text);
      at = label.end();
    }
    return labels;
  }

  private static double number(String text) {
    return text.endsWith("Inf")
        ? (text.startsWith("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY)
        : Double.parseDouble(text);
  }

  private void checkWhole() {
    Set<String> series = new HashSet<>();
    for (Sample sample : samples) {
      require(series.add(sample.name() + sample.labels()), "a series twice: " + sample);
      if (sample.family().type().equals("counter")) {
        require(sample.value() >= 0, "a counter below zero: " + sample);
        boolean named = sample.name().endsWith("_total") || sample.name().endsWith("_created");
        require(named, "a counter without its suffix: " + sample);
      }
    }
    for (Family family : families.values()) {
      require(family.type != null && family.help != null, "no type or help: " + family.name());
      if (family.type.equals("histogram")) {
        checkHistogram(family);
      }
    }
  }

  private void checkHistogram(Family family) {
    Map<Map<String, String>, List<Sample>> buckets = new LinkedHashMap<>();
    of(family, "_bucket")
        .forEach(
            sample -> {
              Map<String, String> others = new TreeMap<>(sample.labels());
              others.remove("le");
              buckets.computeIfAbsent(others, o -> new ArrayList<>()).add(sample);
            });
    buckets.forEach(
        (labels, steps) -> {
          double below = 0;
          double bound = Double.NEGATIVE_INFINITY;
          for (Sample step : steps) {
            double le = number(step.labels().get("le"));
            require(le > bound && step.value() >= below, "buckets that fall: " + step);
            bound = le;
            below = step.value();
          }
          require(bound == Double.POSITIVE_INFINITY, "no last bucket: " + labels);
          double all = below;
          require(
              of(family, "_count").anyMatch(s -> s.labels().equals(labels) && s.value() == all),
              "the count is not that of the last bucket: " + family.name() + labels);
          require(
              of(family, "_sum").anyMatch(s -> s.labels().equals(labels)),
              "no sum: " + family.name() + labels);
        });
  }

  private Stream<Sample> of(Family family, String suffix) {
    return samples.stream()
        .filter(s -> s.family() == family && s.name().equals(family.name() + suffix));
  }

  private static void require(boolean condition, String what) {
    if (!condition) {
      throw new AssertionError(what);
    }
  }
}
