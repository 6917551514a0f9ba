package io.novakms.bench;

import io.novakms.bench.LoadDriver.Outcome;
import io.novakms.bench.LoadDriver.Request;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Reads and writes of one node over real HTTP, in a namespace of 1,000 keys and in one of
 * 1,000,000. Both are measured by turns, so that what else goes on meets both alike. Keys come in
 * no order.
 */
final class SizePart implements Part {
  private static final int SMALL = 1_000;
  private static final int LARGE = 1_000_000;
  private static final int ROUNDS = 4;
  private static final double TARGET = 2;

  private static final byte[] VALUE = Samples.bytes(Samples.VALUE_BYTES, 14);

  @Override
  public String name() {
    return "size";
  }

  @Override
  public void measure(Settings settings, Report report) {
    try (LoadStage stage = new LoadStage(settings, NodeTee.KEYSTORE, "2g")) {
      stage.fill(SMALL, LARGE);
      List<LoadDriver> drivers =
          List.of(
              new LoadDriver(stage.clients(0), stage::cpuTime),
              new LoadDriver(stage.clients(1), stage::cpuTime));
      Map<String, List<Request>> requests = new LinkedHashMap<>();
      requests.put("GET /kms/data", List.of(get(SMALL), get(LARGE)));
      requests.put("PUT /kms/data", List.of(put(SMALL), put(LARGE)));
      int warmUp = settings.warmUp() / requests.size() / drivers.size();
      requests.forEach(
          (name, bySize) -> {
            for (int i = 0; i < drivers.size(); i++) {
              drivers.get(i).send(bySize.get(i), settings.threads(), warmUp);
            }
          });
      requests.forEach((name, bySize) -> compare(name, bySize, drivers, settings, report));
    }
  }

  private void compare(
      String request,
      List<Request> bySize,
      List<LoadDriver> drivers,
      Settings settings,
      Report report) {
    Duration time = Duration.ofMillis(1_000L * settings.load() / ROUNDS);
    double[] cpu = new double[drivers.size()];
    double[] median = new double[drivers.size()];
    for (int round = 0; round < ROUNDS; round++) {
      for (int i = 0; i < drivers.size(); i++) {
        Outcome outcome = drivers.get(i).run(bySize.get(i), settings.threads(), time);
        cpu[i] += outcome.cpuMicros() / ROUNDS;
        median[i] += outcome.millis(50) / ROUNDS;
      }
    }
    String small = String.format("%s, %,d keys: ", request, SMALL);
    String large = String.format("%s, %,d keys: ", request, LARGE);
    report.add(Figure.of(name(), small + "CPU of the node", cpu[0], "µs"));
    report.add(Figure.of(name(), large + "CPU of the node", cpu[1], "µs"));
    report.add(Figure.of(name(), small + "median", median[0], "ms"));
    report.add(Figure.of(name(), large + "median", median[1], "ms"));
    report.add(
        Target.below(
            request + " at 1,000,000 keys against 1,000", TARGET, cpu[1] / cpu[0], "times"));
  }

  private static Request get(int keys) {
    return (client, thread, number) -> client.get(anyOf(keys)).orElseThrow();
  }

  private static Request put(int keys) {
    return (client, thread, number) -> client.put(anyOf(keys), VALUE, 0);
  }

  private static String anyOf(int keys) {
    return Samples.key(ThreadLocalRandom.current().nextInt(keys));
  }
}
