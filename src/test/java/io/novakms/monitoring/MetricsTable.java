package io.novakms.monitoring;

import io.novakms.testing.Exposition;
import io.novakms.testing.Exposition.Family;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The tables of metrics in the document: each with its type and the names of its labels. */
public final class MetricsTable {
  private static final Pattern ROW =
      Pattern.compile("^\\| `([a-z0-9_]+)` \\| ([a-z]+) \\|([^|]*)\\|[^|]*\\|$", Pattern.MULTILINE);
  private static final Pattern LABEL = Pattern.compile("`([a-z0-9_]+)`");

  /** Labels that every histogram has. */
  private static final Set<String> OF_THE_FORMAT = Set.of("le", "quantile");

  /** What only some collectors of garbage have. */
  private static final Set<String> MAY_BE_ABSENT =
      Set.of("jvm_gc_concurrent_phase_time_seconds", "jvm_gc_concurrent_phase_time_seconds_max");

  private final Map<String, String> rows = new TreeMap<>();

  MetricsTable(String document) {
    for (MatchResult row : ROW.matcher(document).results().toList()) {
      Set<String> labels =
          LABEL
              .matcher(row.group(3))
              .results()
              .map(label -> label.group(1))
              .collect(Collectors.toCollection(TreeSet::new));
      if (rows.put(row.group(1), describe(row.group(2), labels)) != null) {
        throw new AssertionError("twice in the table: " + row.group(1));
      }
    }
  }

  /** That of {@code docs/monitor.md}. */
  public static MetricsTable ofTheDocument() {
    return new MetricsTable(MonitoringFiles.text(MonitoringFiles.DOCUMENT));
  }

  /** Every difference between the table and {@code seen}, in words. */
  public List<String> differencesFrom(Exposition seen) {
    Map<String, String> shown = shown(seen);
    List<String> differences = new ArrayList<>();
    shown.forEach(
        (name, what) -> {
          if (!what.equals(rows.get(name))) {
            differences.add(name + " is " + what + ", in the table: " + rows.get(name));
          }
        });
    rows.keySet().stream()
        .filter(name -> !shown.containsKey(name) && !MAY_BE_ABSENT.contains(name))
        .forEach(name -> differences.add(name + " is in the table only"));
    return differences;
  }

  private static Map<String, String> shown(Exposition seen) {
    Map<String, String> shown = new TreeMap<>();
    for (Family family : seen.families()) {
      Set<String> labels =
          seen.samples().stream()
              .filter(sample -> sample.family() == family)
              .flatMap(sample -> sample.labels().keySet().stream())
              .filter(label -> !OF_THE_FORMAT.contains(label))
              .collect(Collectors.toCollection(TreeSet::new));
      shown.put(family.name(), describe(family.type(), labels));
    }
    return shown;
  }

  private static String describe(String type, Set<String> labels) {
    return type + " " + labels;
  }
}
