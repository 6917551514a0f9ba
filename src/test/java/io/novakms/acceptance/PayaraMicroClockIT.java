package io.novakms.acceptance;

/** A node on Payara Micro whose machine's wall clock is wrong. */
class PayaraMicroClockIT extends ShiftedClockContract {
  PayaraMicroClockIT() {
    super(PayaraMicro::new);
  }
}
