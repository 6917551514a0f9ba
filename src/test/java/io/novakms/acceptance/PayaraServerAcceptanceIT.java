package io.novakms.acceptance;

import java.util.Optional;

/** The WAR on Payara Server, on the JDK that runs the tests. */
class PayaraServerAcceptanceIT extends AcceptanceContract {
  PayaraServerAcceptanceIT() {
    super(Optional.of(Jdks.ofThisTest()), PayaraServer::new);
  }
}
