package io.novakms.bench;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * Runs JMH benchmarks, each in a JVM of its own, with one thread. The figure of each is what an
 * operation takes of a processor; the elapsed time is there beside it.
 */
final class JmhPart implements Part {
  private final String name;
  private final List<Class<?>> benchmarks;
  private final List<String> jvmOptions;

  JmhPart(String name, List<String> jvmOptions, Class<?>... benchmarks) {
    this.name = name;
    this.jvmOptions = List.copyOf(jvmOptions);
    this.benchmarks = List.of(benchmarks);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void measure(Settings settings, Report report) {
    try {
      Collection<RunResult> results = new Runner(options(settings).build()).run();
      for (RunResult result : results) {
        report.add(figure(result, result.getSecondaryResults().get(CpuTimeProfiler.CPU), ""));
        report.add(figure(result, result.getPrimaryResult(), ", elapsed"));
      }
    } catch (RunnerException e) {
      throw new IllegalStateException("JMH could not run", e);
    }
  }

  private ChainedOptionsBuilder options(Settings settings) {
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .mode(Mode.AverageTime)
            .timeUnit(TimeUnit.NANOSECONDS)
            .threads(1)
            .forks(1)
            .warmupIterations(settings.measurements())
            .warmupTime(TimeValue.seconds(settings.seconds()))
            .measurementIterations(settings.measurements())
            .measurementTime(TimeValue.seconds(settings.seconds()))
            .addProfiler(CpuTimeProfiler.class)
            .shouldFailOnError(true)
            .jvmArgs(jvmOptions.toArray(String[]::new));
    for (Class<?> benchmark : benchmarks) {
      options.include("^" + benchmark.getName() + "\\.(" + settings.only() + ")$");
    }
    return options;
  }

  private Figure figure(RunResult result, Result<?> measured, String what) {
    double spread = (measured.getStatistics().getMax() - measured.getStatistics().getMin()) / 2;
    return new Figure(name, name(result.getParams()) + what, measured.getScore(), spread, "ns/op");
  }

  private static String name(BenchmarkParams run) {
    String[] path = run.getBenchmark().split("\\.");
    List<String> words = new ArrayList<>();
    words.add(path[path.length - 1]);
    run.getParamsKeys().forEach(key -> words.add(key + "=" + run.getParam(key)));
    return String.join(" ", words);
  }
}
