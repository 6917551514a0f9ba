package io.novakms.bench;

/**
 * A figure of the design, and how it came out.
 *
 * @param name what it is about
 * @param wanted in words
 * @param limit what the figure has to stay below, or above
 * @param below whether it has to stay below
 * @param value what was measured
 * @param unit of both
 */
record Target(String name, String wanted, double limit, boolean below, double value, String unit) {
  static Target below(String name, double limit, double value, String unit) {
    return new Target(name, "< " + Report.number(limit) + " " + unit, limit, true, value, unit);
  }

  static Target above(String name, double limit, double value, String unit) {
    return new Target(name, "> " + Report.number(limit) + " " + unit, limit, false, value, unit);
  }

  boolean isReached() {
    return below ? value < limit : value > limit;
  }

  /** How far the value is from the limit, as a factor: above 1 where the target is reached. */
  double margin() {
    return below ? limit / value : value / limit;
  }
}
