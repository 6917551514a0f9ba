package io.novakms.acceptance;

import org.junit.jupiter.api.Tag;

/** The WAR on Payara Micro, on the newest JDK of this machine. */
@Tag("soak")
class PayaraMicroNewestJavaIT extends AcceptanceContract {
  PayaraMicroNewestJavaIT() {
    super(Jdks.newest(), PayaraMicro::new);
  }
}
