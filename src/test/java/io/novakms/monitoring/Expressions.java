package io.novakms.monitoring;

import io.novakms.monitoring.PromQl.Grouping;
import io.novakms.monitoring.PromQl.Matcher;
import io.novakms.monitoring.PromQl.Query;
import io.novakms.monitoring.PromQl.Selector;
import io.novakms.testing.Exposition;
import io.novakms.testing.Exposition.Sample;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Expressions of one file, to be held against what a node really shows: a metric that is misspelled
 * makes an alert that never warns, and that goes unnoticed.
 */
public final class Expressions {
  /** Labels that the scrape adds to whatever a node shows. */
  private static final Set<String> OF_THE_SCRAPE = Set.of("cluster", "instance", "job");

  private static final Set<String> FOR_COUNTERS = Set.of("rate", "irate", "increase", "resets");
  private static final Set<String> FOR_GAUGES = Set.of("delta", "idelta", "deriv", "changes");

  /** Metrics that Prometheus makes itself, with their labels. */
  private static final Map<String, Set<String>> OF_PROMETHEUS =
      Map.of("up", Set.of(), "ALERTS", Set.of("alertname", "alertstate", "severity"));

  private final List<Expression> expressions;
  private final List<Query> queries;
  private final Map<String, Set<String>> elsewhere = new HashMap<>(OF_PROMETHEUS);

  private Expressions(List<Expression> expressions, List<Rule> recordings) {
    this.expressions = expressions;
    this.queries = PromQl.read(expressions);
    List<Query> recorded =
        PromQl.read(
            recordings.stream()
                .map(rule -> new Expression(rule.name(), rule.expression()))
                .toList());
    for (int i = 0; i < recorded.size(); i++) {
      elsewhere.put(recordings.get(i).name(), labelsOf(recorded.get(i)));
    }
  }

  /** Those of {@code alerts.yml}, whose recorded metrics its alerts may use. */
  public static Expressions ofAlerts() {
    List<Rule> rules = Rule.all();
    return new Expressions(
        rules.stream().map(rule -> new Expression(rule.name(), rule.expression())).toList(),
        rules.stream().filter(rule -> !rule.isAlert()).toList());
  }

  /** Those of the dashboard, which does without recorded metrics. */
  public static Expressions ofDashboard() {
    return new Expressions(new Dashboard().expressions(), List.of());
  }

  /** Any. */
  static Expressions of(String... texts) {
    return new Expressions(
        Stream.of(texts).map(text -> new Expression("test", text)).toList(), List.of());
  }

  private static Set<String> labelsOf(Query query) {
    return query.groupings().stream()
        .flatMap(grouping -> grouping.labels().stream())
        .collect(Collectors.toSet());
  }

  /** Everything that is asked for and not in {@code seen}, in words; empty where all is there. */
  public List<String> faultsAgainst(Exposition seen) {
    List<String> faults = new ArrayList<>();
    if (expressions.isEmpty()) {
      faults.add("there is no expression");
    }
    for (int i = 0; i < expressions.size(); i++) {
      String where = expressions.get(i).where() + ": ";
      faults(queries.get(i), seen).forEach(fault -> faults.add(where + fault));
    }
    return faults;
  }

  private Stream<String> faults(Query query, Exposition seen) {
    if (query.error() != null) {
      return Stream.of("no PromQL " + query.error());
    }
    return Stream.concat(
        query.selectors().stream().flatMap(selector -> faults(selector, seen)),
        query.groupings().stream().flatMap(grouping -> faults(grouping, query, seen)));
  }

  private Stream<String> faults(Selector selector, Exposition seen) {
    if (elsewhere.containsKey(selector.name())) {
      return Stream.empty();
    }
    List<Sample> samples = seen.find(selector.name());
    if (samples.isEmpty()) {
      return Stream.of("no metric " + selector.name());
    }
    List<Matcher> matchers =
        selector.matchers().stream()
            .filter(matcher -> !OF_THE_SCRAPE.contains(matcher.label()))
            .toList();
    List<String> faults = new ArrayList<>();
    for (Matcher matcher : matchers) {
      Set<String> values = values(samples, matcher.label());
      matcher.values().stream()
          .filter(value -> !values.contains(value))
          .map(value -> "no " + selector.name() + " has " + matcher.label() + " " + value)
          .forEach(faults::add);
      if (values.isEmpty()) {
        faults.add("no " + selector.name() + " has the label " + matcher.label());
      }
    }
    if (samples.stream().noneMatch(sample -> matchers.stream().allMatch(m -> accepts(m, sample)))) {
      faults.add("no series is chosen by " + selector.name() + matchers);
    }
    String type = samples.get(0).family().type();
    if (FOR_COUNTERS.contains(selector.in()) == type.equals("gauge")
        || FOR_GAUGES.contains(selector.in()) && !type.equals("gauge")) {
      faults.add(selector.name() + " is a " + type + ", inside '" + selector.in() + "'");
    }
    return faults.stream();
  }

  private static boolean accepts(Matcher matcher, Sample sample) {
    return matcher.accepts(sample.labels().getOrDefault(matcher.label(), ""));
  }

  private static Set<String> values(List<Sample> samples, String label) {
    return samples.stream()
        .filter(sample -> sample.labels().containsKey(label))
        .map(sample -> sample.labels().get(label))
        .collect(Collectors.toSet());
  }

  private Stream<String> faults(Grouping grouping, Query query, Exposition seen) {
    Set<String> known = new TreeSet<>(OF_THE_SCRAPE);
    for (int index : grouping.selectors()) {
      String name = query.selectors().get(index).name();
      known.addAll(elsewhere.getOrDefault(name, Set.of()));
      seen.find(name).forEach(sample -> known.addAll(sample.labels().keySet()));
    }
    return grouping.labels().stream()
        .filter(label -> !known.contains(label))
        .map(label -> "nothing that is grouped by it has the label " + label);
  }
}
