package io.novakms.acceptance;

import org.junit.jupiter.api.Tag;

/** The WAR on WildFly, on the newest JDK of this machine. */
@Tag("soak")
class WildFlyNewestJavaIT extends AcceptanceContract {
  WildFlyNewestJavaIT() {
    super(Jdks.newest(), WildFly::new);
  }
}
