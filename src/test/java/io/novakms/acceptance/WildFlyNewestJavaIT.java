package io.novakms.acceptance;

/** The WAR on WildFly, on the newest JDK of this machine. */
class WildFlyNewestJavaIT extends AcceptanceContract {
  WildFlyNewestJavaIT() {
    super(Jdks.newest(), WildFly::new);
  }
}
