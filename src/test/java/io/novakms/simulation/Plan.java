package io.novakms.simulation;

import io.novakms.model.WriteConcern;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What a run is like, all of which follows from its seed: some are calm, some are bad in one way,
 * some in many.
 *
 * @param seed decides everything
 * @param nodes how many machines there are
 * @param time how long apps work and faults strike
 * @param apps how many apps there are
 * @param providers how many providers of the chain each node asks
 * @param think how long an app waits between requests, on average
 * @param latencyMs how long a message takes, about
 * @param slowness how many microseconds a task waits for a thread, on average
 * @param tickSeconds {@code KMS_NODE_TICK_SECONDS}
 * @param syncSeconds {@code SYNC_INTERVAL_SECONDS}
 * @param batch {@code SYNC_BATCH_SIZE}
 * @param deployed whether the node that is deployed today is a member, too
 * @param liar see {@link #hasLiar}
 * @param appBytes {@code MAX_APP_STORAGE_BYTES}
 * @param concern see {@link #writeConcern}
 * @param forgetful whether {@code TOMBSTONE_RETENTION_MS} is so short that a run sees its end
 * @param journal whether nodes keep a journal
 * @param clockSpread how far the clocks are off at the beginning, at most
 * @param bounded whether never more nodes than a minority are without memory, or cut off, at once
 * @param rates how often each fault strikes
 */
record Plan(
    long seed,
    int nodes,
    Duration time,
    int apps,
    int providers,
    Duration think,
    double latencyMs,
    double slowness,
    int tickSeconds,
    int syncSeconds,
    int batch,
    boolean deployed,
    boolean liar,
    int appBytes,
    WriteConcern concern,
    boolean forgetful,
    boolean journal,
    Duration clockSpread,
    boolean bounded,
    Map<Faults.Kind, Double> rates) {
  private static final double ONE_FAULT = 0.35;

  /** The longer of two intervals. */
  static final int LONG_SYNC_SECONDS = 60;

  /** What an app's keys fill, but those of two apps cut off from each other don't fill twice. */
  private static final int SMALL_QUOTA = 3_000;

  /** The run of {@code seed}; {@code nodes} 0 lets the seed decide. */
  static Plan of(long seed, Duration time, int nodes) {
    Chance chance = new Chance(seed).of("plan");
    int size = chance.oneOf(List.of(1, 2, 3, 3, 3, 4, 5, 5, 7));
    boolean calm = chance.once(0.1);
    double likely = chance.once(0.5) ? ONE_FAULT : 2 * ONE_FAULT;
    Map<Faults.Kind, Double> rates = new EnumMap<>(Faults.Kind.class);
    for (Faults.Kind kind : Faults.Kind.values()) {
      double rate = kind.isOfOneMessage() ? chance.spread(0.001, 0.1) : chance.spread(0.5, 20);
      if (!calm && chance.once(likely)) {
        rates.put(kind, rate);
      }
    }
    return new Plan(
        seed,
        nodes == 0 ? size : nodes,
        time,
        chance.between(1, 4),
        chance.oneOf(List.of(1, 1, 2, 3)),
        Duration.ofMillis((long) chance.spread(2_000, 60_000)),
        chance.spread(0.5, 100),
        chance.spread(5, 2_000),
        chance.oneOf(List.of(5, 15, 15)),
        chance.oneOf(List.of(10, LONG_SYNC_SECONDS, LONG_SYNC_SECONDS)),
        chance.oneOf(List.of(2, 500)),
        chance.once(0.15),
        chance.once(0.08),
        chance.once(size == 1 ? 0.5 : 0.1) ? SMALL_QUOTA : 10_000_000,
        chance.once(0.7) ? WriteConcern.MAJORITY : chance.oneOf(List.of(WriteConcern.values())),
        chance.once(0.3),
        chance.once(0.4),
        Duration.ofMillis((long) chance.spread(10, 10_000)),
        chance.once(0.75),
        rates);
  }

  /** Whether a member lies, without which the others are a majority. */
  boolean hasLiar() {
    return liar && nodes > 2;
  }

  /** {@code KMS_WRITE_CONCERN}; where a member lies, no write waits for all. */
  WriteConcern writeConcern() {
    return hasLiar() && concern == WriteConcern.ALL ? WriteConcern.MAJORITY : concern;
  }

  /** Whether members leave, or come with other keys. */
  boolean changesMembers() {
    return rates.containsKey(Faults.Kind.MEMBER_LEAVES) || rates.containsKey(Faults.Kind.NEW_KEYS);
  }

  /**
   * Whether nodes may forget deletions. A member that was out of the registry for longer than the
   * retention, or comes back with a journal that it had not kept for as long, may bring back what
   * was deleted: no promise excludes that.
   */
  boolean forgetsDeletions() {
    return forgetful && !rates.containsKey(Faults.Kind.MEMBER_LEAVES) && !togglesJournal();
  }

  /** Whether an upgrade begins, or ends, keeping a journal. */
  boolean togglesJournal() {
    return rates.containsKey(Faults.Kind.UPGRADE) && seed % 3 == 0;
  }

  /** The longest {@code SYNC_INTERVAL_SECONDS} that a node has. */
  int longestSyncSeconds() {
    return rates.containsKey(Faults.Kind.UPGRADE) ? LONG_SYNC_SECONDS : syncSeconds;
  }

  /** Whether a node may fill its store, so that it refuses writes. */
  boolean hasSmallQuota() {
    return appBytes == SMALL_QUOTA;
  }

  /** Whether any clock is set, or runs at another speed, while apps work. */
  boolean movesClocks() {
    return rates.containsKey(Faults.Kind.CLOCK_STEP)
        || rates.containsKey(Faults.Kind.CLOCK_JUMP)
        || rates.containsKey(Faults.Kind.CLOCK_DRIFT);
  }

  /** For how long a node may take an earlier state of the chain for the present one. */
  Duration chainLag() {
    Duration lag = SimulatedChain.BLOCK.multipliedBy(6);
    if (rates.containsKey(Faults.Kind.PROVIDER_STUCK)) {
      lag = lag.plus(Disturbances.LONGEST);
    }
    return rates.containsKey(Faults.Kind.REORGANISATION) ? lag.plus(Disturbances.LONGEST) : lag;
  }

  /** How far two clocks may be apart, at most. */
  Duration skew() {
    return rates.containsKey(Faults.Kind.CLOCK_JUMP)
        ? Disturbances.MOST_JUMP.multipliedBy(2)
        : Duration.ofSeconds(30);
  }

  /** The same without the fault {@code kind}. */
  Plan without(Faults.Kind kind) {
    Map<Faults.Kind, Double> fewer = new EnumMap<>(rates);
    fewer.remove(kind);
    return with(nodes, time, apps, fewer);
  }

  /** The same, smaller. */
  Plan with(int fewerNodes, Duration lessTime, int fewerApps, Map<Faults.Kind, Double> fewer) {
    return new Plan(
        seed,
        fewerNodes,
        lessTime,
        fewerApps,
        providers,
        think,
        latencyMs,
        slowness,
        tickSeconds,
        syncSeconds,
        batch,
        deployed,
        liar,
        appBytes,
        concern,
        forgetful,
        journal,
        clockSpread,
        bounded,
        fewer);
  }
}
