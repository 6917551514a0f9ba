package io.novakms.acceptance;

/** A node on WildFly whose machine's wall clock is wrong. */
class WildFlyClockIT extends ShiftedClockContract {
  WildFlyClockIT() {
    super(WildFly::new);
  }
}
