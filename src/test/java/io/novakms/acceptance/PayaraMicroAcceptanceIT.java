package io.novakms.acceptance;

import java.util.Optional;

/** The WAR on Payara Micro, on the JDK that runs the tests. */
class PayaraMicroAcceptanceIT extends AcceptanceContract {
  PayaraMicroAcceptanceIT() {
    super(Optional.of(Jdks.ofThisTest()), PayaraMicro::new);
  }
}
