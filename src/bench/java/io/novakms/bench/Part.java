package io.novakms.bench;

/** A group of benchmarks that is run, or left out, as a whole. */
interface Part {
  /** Its name in {@code bench.parts}. */
  String name();

  /** Measures, and puts what came out into {@code report}. */
  void measure(Settings settings, Report report);
}
