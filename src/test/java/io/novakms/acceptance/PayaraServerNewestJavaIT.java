package io.novakms.acceptance;

import org.junit.jupiter.api.Tag;

/** The WAR on Payara Server, on the newest JDK of this machine. */
@Tag("soak")
class PayaraServerNewestJavaIT extends AcceptanceContract {
  PayaraServerNewestJavaIT() {
    super(Jdks.newest(), PayaraServer::new);
  }
}
