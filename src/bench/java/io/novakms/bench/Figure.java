package io.novakms.bench;

/**
 * One thing that was measured.
 *
 * @param part of the benchmarks that it belongs to
 * @param name what was measured, with its parameters
 * @param value the mean, or the only one
 * @param spread how far the single measurements lay apart: half of the distance from the lowest to
 *     the highest; 0 where there was only one
 * @param unit of both
 */
record Figure(String part, String name, double value, double spread, String unit) {
  static Figure of(String part, String name, double value, String unit) {
    return new Figure(part, name, value, 0, unit);
  }
}
