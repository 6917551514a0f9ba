package io.novakms.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.novakms.bench.LoadDriver.Outcome;
import io.novakms.bench.LoadDriver.Request;
import io.novakms.devnet.AppClient;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * Writes to one of three nodes that are answered when a majority holds them, against writes that
 * are answered at once, by turns, so that what else goes on meets both alike.
 */
final class WritesPart implements Part {
  private static final int ROUNDS = 5;
  private static final int KEYS_PER_THREAD = 100;
  private static final double MEDIAN_MILLIS = 15;
  private static final double SHARE = 0.6;
  private static final String[] CONCERNS = {"local", "majority"};
  private static final String VALUE =
      Base64.getEncoder().encodeToString(Samples.bytes(Samples.VALUE_BYTES, 16));

  @Override
  public String name() {
    return "writes";
  }

  @Override
  public void measure(Settings settings, Report report) {
    try (WritesStage stage = new WritesStage(settings)) {
      LoadDriver driver = new LoadDriver(stage.clients(), stage::cpuTime);
      for (String concern : CONCERNS) {
        driver.send(put(concern), settings.threads(), settings.warmUp() / 4);
      }
      compare(driver, 1, settings, report);
      compare(driver, settings.threads(), settings, report);
      report.add(
          Target.below(
              "PUT at majority, three nodes",
              MEDIAN_MILLIS,
              report.figure(title("majority", 1) + "median").value(),
              "ms"));
      String each = "rate";
      double local = report.figure(title("local", settings.threads()) + each).value();
      double majority = report.figure(title("majority", settings.threads()) + each).value();
      report.add(Target.above("rate at majority against local", SHARE, majority / local, "times"));
    }
  }

  /** Writes a value, and returns the node's answer. */
  static JsonNode write(AppClient client, String key, String concern) {
    ObjectNode body = JsonNodeFactory.instance.objectNode().put("key", key).put("value", VALUE);
    return client.call("PUT", "/kms/data", Optional.of(body.put("write_concern", concern)));
  }

  private void compare(LoadDriver driver, int threads, Settings settings, Report report) {
    Duration time = Duration.ofMillis(1_000L * settings.load() / ROUNDS);
    Outcome[][] outcomes = new Outcome[CONCERNS.length][ROUNDS];
    for (int round = 0; round < ROUNDS; round++) {
      for (int i = 0; i < CONCERNS.length; i++) {
        outcomes[i][round] = driver.run(put(CONCERNS[i]), threads, time);
      }
    }
    for (int i = 0; i < CONCERNS.length; i++) {
      String what = title(CONCERNS[i], threads);
      Outcome[] rounds = outcomes[i];
      report.add(figure(what + "median", "ms", rounds, outcome -> outcome.millis(50)));
      report.add(figure(what + "99 %", "ms", rounds, outcome -> outcome.millis(99)));
      report.add(figure(what + "rate", "/s", rounds, Outcome::perSecond));
      report.add(figure(what + "CPU of the node", "µs", rounds, Outcome::cpuMicros));
    }
  }

  /** The median of all rounds. */
  private Figure figure(String what, String unit, Outcome[] rounds, ToDoubleFunction<Outcome> of) {
    double[] values = Arrays.stream(rounds).mapToDouble(of).sorted().toArray();
    double spread = (values[values.length - 1] - values[0]) / 2;
    return new Figure(name(), what, values[values.length / 2], spread, unit);
  }

  private static Request put(String concern) {
    return (client, thread, number) ->
        write(client, "writes/" + thread + "/" + number % KEYS_PER_THREAD, concern);
  }

  private static String title(String concern, int threads) {
    return "PUT at " + concern + ", " + threads + " at once: ";
  }
}
