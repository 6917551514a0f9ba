package io.novakms.acceptance;

/** The WAR on Payara Micro, on the newest JDK of this machine. */
class PayaraMicroNewestJavaIT extends AcceptanceContract {
  PayaraMicroNewestJavaIT() {
    super(Jdks.newest(), PayaraMicro::new);
  }
}
