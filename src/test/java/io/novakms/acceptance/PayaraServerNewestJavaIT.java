package io.novakms.acceptance;

/** The WAR on Payara Server, on the newest JDK of this machine. */
class PayaraServerNewestJavaIT extends AcceptanceContract {
  PayaraServerNewestJavaIT() {
    super(Jdks.newest(), PayaraServer::new);
  }
}
