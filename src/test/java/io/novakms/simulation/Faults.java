package io.novakms.simulation;

import java.util.EnumMap;
import java.util.Map;

/** Which faults strike how often, and how often they did. */
final class Faults {
  /** What can go wrong. */
  enum Kind {
    // Of one message.
    MESSAGE_LOST,
    MESSAGE_DELAYED,
    MESSAGE_DOUBLED,
    ANSWER_LOST,
    ANSWER_CUT,
    // Of one answer of the chain's provider.
    PROVIDER_SILENT,
    PROVIDER_BUSY,
    PROVIDER_BROKEN,
    PROVIDER_LAGS,
    PROVIDER_PARTIAL,
    PROVIDER_FORKS,
    // Events, by how many there are in an hour of one cluster.
    KILL,
    POWER_CUT,
    BLACKOUT,
    DISK_FULL,
    DISK_FAILS,
    STOP,
    PAUSE,
    PARTITION,
    ONE_WAY_PARTITION,
    FLAPPING,
    SLOW,
    CLOCK_STEP,
    CLOCK_JUMP,
    CLOCK_DRIFT,
    CHAIN_OUTAGE,
    PROVIDER_STUCK,
    REORGANISATION,
    MEMBER_LEAVES,
    NEW_KEYS,
    HASH_RESET,
    HASH_CHANGED,
    UPGRADE;

    /** Whether its rate is a probability, and not a number of events in an hour. */
    boolean isOfOneMessage() {
      return ordinal() < KILL.ordinal();
    }
  }

  private final Map<Kind, Double> rates = new EnumMap<>(Kind.class);
  private final Map<Kind, Long> counts = new EnumMap<>(Kind.class);
  private final Chance chance;
  private boolean ended;

  /** No faults; {@code chance} says when one strikes. */
  Faults(Chance chance) {
    this.chance = chance;
  }

  /** Sets how often {@code kind} strikes: a probability, or how often in an hour. */
  void set(Kind kind, double rate) {
    rates.put(kind, rate);
  }

  double rate(Kind kind) {
    return ended ? 0 : rates.getOrDefault(kind, 0.0);
  }

  /** Whether {@code kind} strikes this time. */
  boolean strikes(Kind kind) {
    boolean strikes = chance.once(rate(kind));
    if (strikes) {
      count(kind);
    }
    return strikes;
  }

  void count(Kind kind) {
    counts.merge(kind, 1L, Long::sum);
  }

  /** From now on nothing goes wrong any more. */
  void end() {
    ended = true;
  }

  Map<Kind, Long> counts() {
    return counts;
  }
}
