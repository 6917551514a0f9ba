package io.novakms.http;

import static io.novakms.testing.TestApp.DATA;
import static io.novakms.testing.TestApp.DERIVE;

import io.novakms.testing.RawHttp;
import io.novakms.testing.RawHttp.Answer;
import io.novakms.testing.TestApp;
import io.novakms.testing.TestApp.Exchange;
import java.util.stream.Stream;

/**
 * A route of apps, with a request that it answers where the key {@code there} has a value.
 *
 * @param body what goes into the envelope; empty where the route takes none
 */
record AppRoute(String method, String target, String body) {
  /** Every route of apps. */
  static Stream<AppRoute> all() {
    return Stream.of(
        new AppRoute("POST", DERIVE, "{\"path\": \"p\"}"),
        new AppRoute("GET", DATA, ""),
        new AppRoute("GET", DATA + "/there", ""),
        new AppRoute("GET", DATA + "?key=there", ""),
        new AppRoute("PUT", DATA, "{\"key\": \"k\", \"value\": \"\"}"),
        new AppRoute("DELETE", DATA, "{\"key\": \"there\"}"));
  }

  /** Those that take an envelope. */
  static Stream<AppRoute> withABody() {
    return all().filter(route -> !route.body().isEmpty());
  }

  /** Sends the request as {@code app} should. */
  Exchange send(TestApp app) {
    return body.isEmpty() ? app.get(target) : app.send(method, target, body);
  }

  /** Sends it without a proof. */
  Answer sendBare(RawHttp http) {
    return http.send(method, target);
  }

  @Override
  public String toString() {
    return method + " " + target;
  }
}
