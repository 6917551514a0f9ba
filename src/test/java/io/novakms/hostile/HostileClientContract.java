package io.novakms.hostile;

import static io.novakms.testing.TestApp.object;
import static org.assertj.core.api.Assertions.assertThat;

import io.novakms.testing.RawHttp;
import io.novakms.testing.TestApp;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Whatever a stranger does with connections, an app and the probes are answered meanwhile. Each
 * attack goes on while they ask: a server whose threads it holds does not answer before it ends.
 */
public interface HostileClientContract {
  /** More than a server has threads for requests. */
  int CONNECTIONS = 70;

  /** What a loaded machine needs for an answer, and less than an attack holds a thread for. */
  Duration ANSWERED = Duration.ofSeconds(12);

  /** How long an attack goes on where there is time for it. */
  Duration LONG = Duration.ofSeconds(Integer.getInteger("kms.attack.seconds", 120));

  /** The stranger, who is at this server. */
  HostileClient hostile();

  /** Requests to the application. */
  RawHttp http();

  /** An instance of an app. */
  TestApp app();

  /** The status of the liveness check. */
  int live();

  /** Each attack, by name. */
  static Map<String, Function<HostileClient, Attack>> attacks() {
    Map<String, Function<HostileClient, Attack>> attacks = new LinkedHashMap<>();
    attacks.put("slow heads", hostile -> hostile.slowHeads(CONNECTIONS));
    attacks.put("slow bodies", hostile -> hostile.slowBodies(CONNECTIONS));
    attacks.put("slow chunks", hostile -> hostile.slowChunks(CONNECTIONS));
    attacks.put("bodies that wait for a word", hostile -> hostile.expecting(CONNECTIONS));
    attacks.put("pipelined and unread", hostile -> hostile.unread(CONNECTIONS, 16));
    attacks.put("slow reading", hostile -> hostile.slowReading(CONNECTIONS));
    attacks.put("idle connections", hostile -> hostile.idle(10 * CONNECTIONS));
    attacks.put("half-closed", hostile -> hostile.halfClosed(CONNECTIONS));
    attacks.put("resets", hostile -> hostile.resets(CONNECTIONS));
    attacks.put("malformed requests", HostileClient::malformed);
    attacks.put("headers of a megabyte", hostile -> hostile.headerFlood(5));
    attacks.put("URLs of a megabyte", hostile -> hostile.urlFlood(5));
    return attacks;
  }

  /** The attacks over HTTP/2. */
  static Map<String, Function<HostileClient, Attack>> attacksOverHttp2() {
    Map<String, Function<HostileClient, Attack>> attacks = new LinkedHashMap<>();
    attacks.put("window 0", hostile -> hostile.windowZero(1, CONNECTIONS));
    attacks.put("slow streams", hostile -> hostile.slowStreams(2, CONNECTIONS));
    attacks.put("reset streams", hostile -> hostile.resetStreams(2, CONNECTIONS));
    return attacks;
  }

  /** The attacks of this server. */
  default Map<String, Function<HostileClient, Attack>> attacksHere() {
    return attacks();
  }

  /** An app and the probes are answered under each attack. */
  @TestFactory
  default Stream<DynamicTest> appAndProbesAreAnsweredUnderAttack() {
    return attacksHere().entrySet().stream()
        .map(
            attack ->
                DynamicTest.dynamicTest(attack.getKey(), () -> withstands(attack.getValue())));
  }

  /**
   * For two minutes of each attack the app's 99th percentile stays under a second, or ten times
   * what it is without one, and no probe fails. Prints what was measured.
   */
  @Tag("soak")
  @TestFactory
  default Stream<DynamicTest> appIsAnsweredSoonForAsLongAsAnAttackGoesOn() {
    Duration quiet = percentile(Duration.ofSeconds(10));
    Duration limit = max(Duration.ofSeconds(1), quiet.multipliedBy(10));
    System.out.printf(
        "%s: p99 without an attack: %d ms%n", getClass().getSimpleName(), quiet.toMillis());
    return attacksHere().entrySet().stream()
        .map(
            attack ->
                DynamicTest.dynamicTest(
                    attack.getKey(),
                    () -> {
                      try (Attack goesOn = attack.getValue().apply(hostile())) {
                        Duration p99 = percentile(LONG);
                        System.out.printf("%s: p99: %d ms%n", attack.getKey(), p99.toMillis());
                        assertThat(goesOn.isUnderWay()).isTrue();
                        assertThat(p99).isLessThan(limit);
                      }
                    }));
  }

  /** The 99th percentile of what the app waits for an answer, for {@code time}. */
  private Duration percentile(Duration time) {
    List<Duration> waited = new ArrayList<>();
    long end = System.nanoTime() + time.toNanos();
    while (System.nanoTime() < end) {
      long start = System.nanoTime();
      app().call("POST", TestApp.DERIVE, object().put("path", "a/b"));
      waited.add(Duration.ofNanos(System.nanoTime() - start));
      assertThat(live()).isEqualTo(200);
    }
    Collections.sort(waited);
    return waited.get((waited.size() * 99 - 1) / 100);
  }

  private static Duration max(Duration one, Duration other) {
    return one.compareTo(other) >= 0 ? one : other;
  }

  /** Behind a body whose end is told in two ways, no request is found in either way. */
  @Test
  default void bodyOfTwoLengthsHidesNoRequest() {
    assertThat(hostile().answersToTwoLengths("Content-Length: 4", "Transfer-Encoding: chunked"))
        .isEqualTo(1);
    assertThat(hostile().answersToTwoLengths("Transfer-Encoding: chunked", "Content-Length: 4"))
        .isEqualTo(1);
  }

  /** Starts {@code attack}, and asks meanwhile. */
  private void withstands(Function<HostileClient, Attack> attack) {
    try (Attack goesOn = attack.apply(hostile())) {
      for (int i = 0; i < 2; i++) {
        answered("the app", () -> app().call("POST", TestApp.DERIVE, object().put("path", "a/b")));
        answered("liveness", () -> assertThat(live()).isEqualTo(200));
        answered(
            "its status", () -> assertThat(http().send("GET", "/status").status()).isEqualTo(200));
        assertThat(goesOn.isUnderWay()).isTrue();
      }
    }
  }

  private static void answered(String what, Runnable request) {
    long start = System.nanoTime();
    request.run();
    assertThat(Duration.ofNanos(System.nanoTime() - start)).as(what).isLessThan(ANSWERED);
  }
}
