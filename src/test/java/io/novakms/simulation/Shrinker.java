package io.novakms.simulation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Makes a run in which a promise is broken smaller, while the same promise stays broken. */
final class Shrinker {
  private static final Duration SHORTEST = Duration.ofMinutes(3);

  private final Function<Plan, Cluster.Result> run;

  /** {@code run} carries a plan out. */
  Shrinker(Function<Plan, Cluster.Result> run) {
    this.run = run;
  }

  /** A run that breaks a promise, and how. */
  record Found(Plan plan, List<Violation> violations) {
    String promise() {
      return violations.get(0).promise();
    }
  }

  /** The smallest run that it finds: fewer faults, less time, fewer nodes, fewer apps. */
  Found shrink(Found found) {
    Found best = found;
    boolean smaller = true;
    while (smaller) {
      smaller = false;
      for (Plan candidate : smaller(best)) {
        Optional<Found> still = tried(candidate, best.promise());
        if (still.isPresent()) {
          best = still.get();
          smaller = true;
          break;
        }
      }
    }
    return best;
  }

  private Optional<Found> tried(Plan plan, String promise) {
    List<Violation> violations = run.apply(plan).violations();
    return !violations.isEmpty() && violations.get(0).promise().equals(promise)
        ? Optional.of(new Found(plan, violations))
        : Optional.empty();
  }

  private static List<Plan> smaller(Found found) {
    Plan plan = found.plan();
    List<Plan> plans = new ArrayList<>();
    Duration needed = Duration.ofNanos(found.violations().get(0).nanos()).plusSeconds(1);
    for (Duration time : List.of(needed, plan.time().dividedBy(2))) {
      if (time.compareTo(SHORTEST) > 0
          && time.compareTo(plan.time().multipliedBy(9).dividedBy(10)) < 0) {
        plans.add(plan.with(plan.nodes(), time, plan.apps(), plan.rates()));
      }
    }
    plan.rates().keySet().forEach(kind -> plans.add(plan.without(kind)));
    if (plan.nodes() > 1) {
      plans.add(plan.with(plan.nodes() - 1, plan.time(), plan.apps(), plan.rates()));
    }
    if (plan.apps() > 1) {
      plans.add(plan.with(plan.nodes(), plan.time(), plan.apps() - 1, plan.rates()));
    }
    return plans;
  }
}
