package io.novakms.metrics;

import io.micrometer.core.instrument.Timer;
import io.novakms.model.Ticker;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;

/**
 * Counts and times requests by method, route and status. A route is a template, of which there are
 * as many as the application has, so that no caller can make up another; nor can it a method.
 */
public final class RequestMeters {
  /** The route of all requests that took none. */
  public static final String UNMATCHED = "unmatched";

  private static final String OTHER = "other";
  private static final Set<String> METHODS =
      Set.of("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS");
  private static final Duration[] BOUNDS =
      Meters.millis(0.5, 1, 2.5, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000);

  private record Kind(String method, String route, int status) {}

  private final Meters meters;
  private final Ticker ticker;
  private final ConcurrentMap<Kind, Timer> timers = new ConcurrentHashMap<>();

  RequestMeters(Meters meters, Ticker ticker) {
    this.meters = meters;
    this.ticker = ticker;
  }

  /** The time that {@link #record} counts from, in nanoseconds of no particular origin. */
  public long now() {
    return ticker.nanos();
  }

  /**
   * A request was answered.
   *
   * @param method of HTTP, as it was sent
   * @param route its template, never its path; {@link #UNMATCHED} where there is none
   * @param status of HTTP
   * @param start when it came, by {@link #now}
   */
  public void record(String method, String route, int status, long start) {
    String known = METHODS.contains(method) ? method : OTHER;
    timers
        .computeIfAbsent(new Kind(known, route, status), this::timer)
        .record(ticker.nanos() - start, TimeUnit.NANOSECONDS);
  }

  private Timer timer(Kind kind) {
    return meters.timer(
        "http.request.duration",
        "How long requests took to handle, from when their body was here to when their answer was made",
        BOUNDS,
        "method",
        kind.method(),
        "route",
        kind.route(),
        "status",
        Integer.toString(kind.status()));
  }
}
