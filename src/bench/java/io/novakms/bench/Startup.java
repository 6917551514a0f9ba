package io.novakms.bench;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * One start of a node.
 *
 * @param elapsed from the start of its process to its first 200
 * @param cpu what it took of the processors until then
 * @param stages how {@code elapsed} is made up, by what it was doing
 */
record Startup(Duration elapsed, Duration cpu, Map<Startup.Stage, Duration> stages) {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSxx");
  private static final int TIME_LENGTH = "2026-01-31T23:59:59.999+0000".length();

  /** What it does, in this order; each ends with a line of the log. */
  enum Stage {
    /** Java starts, and the launcher unpacks the server. */
    UNPACKING("Java, and the server unpacked", "Payara Micro Runtime directory"),
    /** The server without the application. */
    SERVER("the server booted", "startup time : Embedded"),
    /** The server reads the WAR's classes, builds its beans and starts its servlets. */
    DEPLOYMENT("the WAR deployed", "was successfully deployed"),
    /** The node reads its settings, and loads its keys and the native libraries. */
    SETTINGS("settings and keys", "[io.novakms.tee]", "[io.novakms.config]"),
    /** The first tick: the chain is read, and the secret compared. */
    TICK("the first tick", "gate open"),
    /** The first request. */
    REQUEST("the first 200 seen");

    private final String title;
    private final List<String> ends;

    Stage(String title, String... ends) {
      this.title = title;
      this.ends = List.of(ends);
    }

    String title() {
      return title;
    }

    private boolean isEndedBy(String line) {
      return ends.stream().anyMatch(line::contains);
    }
  }

  /** The start between {@code start} and {@code open}, of which {@code log} tells the rest. */
  static Startup of(Instant start, Instant open, Duration cpu, List<String> log) {
    Map<Stage, Duration> stages = new EnumMap<>(Stage.class);
    Instant last = start;
    for (Stage stage : Stage.values()) {
      Instant end = stage.ends.isEmpty() ? open : end(stage, last, log);
      stages.put(stage, Duration.between(last, end));
      last = end;
    }
    return new Startup(Duration.between(start, open), cpu, stages);
  }

  /** When the last of the lines came that end {@code stage}; {@code before} where none did. */
  private static Instant end(Stage stage, Instant before, List<String> log) {
    Instant end = before;
    for (String line : log) {
      if (stage.isEndedBy(line)) {
        Instant time = OffsetDateTime.parse(line.substring(0, TIME_LENGTH), TIME).toInstant();
        end = time.isAfter(end) ? time : end;
      }
    }
    return end;
  }
}
