package io.novakms.bench;

import io.novakms.bench.LoadDriver.Outcome;
import io.novakms.bench.LoadDriver.Request;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** Authenticated requests of several identities to a real node, over real HTTP. */
final class LoadPart implements Part {
  private static final int KEYS_PER_THREAD = 100;
  private static final int WARM_UP_ROUNDS = 3;
  private static final double TARGET_PER_CORE = 2_000;
  private static final double CAPSULE_TARGET_MICROS = 400;
  private static final String DERIVE = "POST /kms/derive";
  private static final String PER_CORE = "per core";
  private static final String CPU = "CPU of the node";

  private static final byte[] VALUE = Samples.bytes(Samples.VALUE_BYTES, 12);

  private static final Request PUT =
      (client, thread, number) -> client.put(key(thread, number), VALUE, 0);
  private static final Request GET =
      (client, thread, number) -> client.get(key(thread, number)).orElseThrow();
  private static final Request NONCE = (client, thread, number) -> client.nonce();
  private static final Request DERIVE_ONE =
      (client, thread, number) -> client.derive("wallet/" + thread + "/" + number, "", 32);

  @Override
  public String name() {
    return "load";
  }

  @Override
  public void measure(Settings settings, Report report) {
    settings.tees().forEach(tee -> measure(tee, settings, report));
  }

  private void measure(NodeTee tee, Settings settings, Report report) {
    try (LoadStage stage = new LoadStage(settings, tee, "1g")) {
      LoadDriver driver = new LoadDriver(stage.clients(), stage::cpuTime);
      Duration time = Duration.ofSeconds(settings.load());
      Map<String, Request> requests = new LinkedHashMap<>();
      requests.put(DERIVE, DERIVE_ONE);
      // All of the server's work, and nearly none of the node's.
      requests.put("GET /nonce", NONCE);
      requests.put("PUT /kms/data", PUT);
      requests.put("GET /kms/data", GET);
      requests.keySet().removeIf(name -> !name.matches(settings.only()));
      // Writes first, so that reads find what they read.
      driver.send(PUT, settings.threads(), KEYS_PER_THREAD * settings.threads());
      for (int round = 0; round < WARM_UP_ROUNDS; round++) {
        for (Request request : requests.values()) {
          int count = settings.warmUp() / WARM_UP_ROUNDS / requests.size();
          driver.send(request, settings.threads(), count);
        }
      }
      requests.forEach(
          (name, request) ->
              report(
                  title(tee, name, settings.threads()),
                  driver.run(request, settings.threads(), time),
                  report));
      if (!requests.containsKey(DERIVE)) {
        return;
      }
      report(title(tee, DERIVE, 1), driver.run(DERIVE_ONE, 1, time), report);
      report.add(target(tee, title(tee, DERIVE, settings.threads()), report));
    }
  }

  private static Target target(NodeTee tee, String derive, Report report) {
    return tee == NodeTee.CAPSULE
        ? Target.below(
            "CPU of a derive with the Capsule API",
            CAPSULE_TARGET_MICROS,
            report.figure(derive + CPU).value(),
            "µs")
        : Target.above(
            "authenticated derive over HTTP, per core",
            TARGET_PER_CORE,
            report.figure(derive + PER_CORE).value(),
            "/s");
  }

  private void report(String what, Outcome outcome, Report report) {
    add(report, what + CPU, outcome.cpuMicros(), "µs");
    add(report, what + "of it kernel", outcome.kernelMicros(), "µs");
    add(report, what + "of it compiler", outcome.cpuMicros(CpuTime.Work.COMPILER), "µs");
    add(report, what + "of it collector", outcome.cpuMicros(CpuTime.Work.COLLECTOR), "µs");
    add(report, what + PER_CORE, outcome.perSecondAndCore(), "/s");
    add(report, what + "throughput here", outcome.perSecond(), "/s");
    add(report, what + "median", outcome.millis(50), "ms");
    add(report, what + "90 %", outcome.millis(90), "ms");
    add(report, what + "99 %", outcome.millis(99), "ms");
    add(report, what + "99.9 %", outcome.millis(99.9), "ms");
    add(report, what + "longest", outcome.millis(100), "ms");
  }

  private static String title(NodeTee tee, String request, int threads) {
    return tee.title() + ": " + request + ", " + threads + " at once: ";
  }

  private void add(Report report, String what, double value, String unit) {
    report.add(Figure.of(name(), what, value, unit));
  }

  private static String key(int thread, int number) {
    return "load/" + thread + "/" + number % KEYS_PER_THREAD;
  }
}
