package io.novakms.peer;

import io.novakms.model.Ticker;
import io.novakms.model.Wallet;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What the peers' clocks say, by the {@code Date} header of their answers (RFC 9110, section
 * 6.6.1). It has a resolution of one second, and only the peer's TLS authenticates it: a hint, of
 * use where many peers agree. Safe for use by many threads.
 */
public final class PeerClocks {
  /** Older readings are dropped, since clocks drift. */
  private static final Duration LIFE = Duration.ofMinutes(10);

  /** An answer that took longer is too inexact. */
  private static final Duration SLOW = Duration.ofSeconds(5);

  private static final long HALF_A_SECOND_MS = 500;
  private static final long NANOS_PER_MS = 1_000_000;

  private final Clock clock;
  private final Ticker ticker;
  private final Map<Wallet, Said> latest = new ConcurrentHashMap<>();

  /** The peer's time at a moment of the monotonic clock. */
  private record Said(long epochMs, long nanos) {}

  /**
   * No readings yet.
   *
   * @param clock this node's, which the peers' are compared with
   * @param ticker measures how long ago an answer came
   */
  public PeerClocks(Clock clock, Ticker ticker) {
    this.clock = clock;
    this.ticker = ticker;
  }

  /**
   * Notes the time in an answer that has just come. An answer without a readable date is ignored.
   *
   * @param date the header {@code Date}
   * @param asked when it was asked for, on the ticker
   */
  void note(Wallet peer, Optional<String> date, long asked) {
    long now = ticker.nanos();
    if (now - asked > SLOW.toNanos()) {
      return;
    }
    date.flatMap(PeerClocks::parsed)
        .ifPresent(
            said ->
                latest.put(
                    peer,
                    new Said(said.toEpochMilli() + HALF_A_SECOND_MS, asked + (now - asked) / 2)));
  }

  /**
   * How far this node's clock is ahead of each of {@code peers} now, as far as their time is known;
   * negative where it is behind. A step of this node's clock shows at once.
   */
  public List<Duration> offsets(PeerSet peers) {
    long now = ticker.nanos();
    long nowMs = clock.millis();
    latest.keySet().removeIf(wallet -> peers.peer(wallet).isEmpty());
    return latest.values().stream()
        .filter(said -> now - said.nanos() <= LIFE.toNanos())
        .map(
            said -> Duration.ofMillis(nowMs - said.epochMs() - (now - said.nanos()) / NANOS_PER_MS))
        .toList();
  }

  private static Optional<Instant> parsed(String date) {
    try {
      return Optional.of(
          ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }
}
