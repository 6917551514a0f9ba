package io.novakms.simulation;

import io.novakms.model.SecretHash;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The faults that are events: kills, restarts, pauses, partitions, steps of clocks. */
final class Disturbances {
  private static final Duration HOUR = Duration.ofHours(1);
  private static final int STEP_MS = 10_000;

  /** How far a clock jumps at most. */
  static final Duration MOST_JUMP = Duration.ofSeconds(300);

  /** How long a fault lasts at most. */
  static final Duration LONGEST = Duration.ofSeconds(600);

  private final Plan plan;
  private final Cluster cluster;
  private final Faults faults;
  private final Network network;
  private final SimulatedChain chain;
  private final SimulatedProvider[] providers;
  private final Process world;
  private final Chance chance;

  /** When a machine began to lack what others have; it counts as lacking it for a while. */
  private final Map<Machine, Long> weakUntil = new HashMap<>();

  /** Until when a machine may take itself for no member. */
  private final Map<Machine, Long> strangerUntil = new HashMap<>();

  private Optional<SecretHash> formerHash = Optional.empty();
  private boolean upgrading;
  private long silentSince;
  private long silentUntil;
  private boolean over;

  Disturbances(
      Plan plan,
      Cluster cluster,
      Faults faults,
      Network network,
      SimulatedChain chain,
      SimulatedProvider[] providers,
      Process world,
      Chance chance) {
    this.plan = plan;
    this.cluster = cluster;
    this.faults = faults;
    this.network = network;
    this.chain = chain;
    this.providers = providers;
    this.world = world;
    this.chance = chance;
  }

  void begin() {
    every(Faults.Kind.KILL, () -> end(Faults.Kind.KILL));
    every(Faults.Kind.POWER_CUT, () -> end(Faults.Kind.POWER_CUT));
    every(Faults.Kind.BLACKOUT, this::blackOut);
    every(Faults.Kind.STOP, () -> end(Faults.Kind.STOP));
    every(Faults.Kind.DISK_FULL, this::fill);
    every(Faults.Kind.DISK_FAILS, this::failDisk);
    every(Faults.Kind.PAUSE, this::pause);
    every(Faults.Kind.PARTITION, () -> partition(false));
    every(Faults.Kind.ONE_WAY_PARTITION, () -> partition(true));
    every(Faults.Kind.FLAPPING, this::flap);
    every(Faults.Kind.SLOW, this::slow);
    every(Faults.Kind.CLOCK_STEP, this::step);
    every(Faults.Kind.CLOCK_JUMP, this::jump);
    every(Faults.Kind.CHAIN_OUTAGE, this::outage);
    every(Faults.Kind.PROVIDER_STUCK, this::stick);
    every(Faults.Kind.MEMBER_LEAVES, this::leave);
    every(Faults.Kind.NEW_KEYS, this::renew);
    every(Faults.Kind.HASH_RESET, this::reset);
    every(Faults.Kind.HASH_CHANGED, this::changeHash);
    every(Faults.Kind.UPGRADE, this::upgrade);
    every(Faults.Kind.REORGANISATION, this::reorganise);
    every(Faults.Kind.CLOCK_DRIFT, this::drift);
  }

  /** Strikes no more, and lets nothing last that is under way, but for a machine that stands. */
  void end() {
    over = true;
    for (SimulatedProvider provider : providers) {
      provider.silence(0);
      provider.stick(0);
    }
    chain.endReorganisation();
    restoreHash();
    for (Machine machine : cluster.machines()) {
      machine.clock().setDrift(0);
      machine.disk().setFull(false);
      repair(machine);
    }
    cluster.machines().stream()
        .filter(Machine::isRunning)
        .forEach(machine -> machine.process().slow(plan.slowness()));
  }

  private void every(Faults.Kind kind, Runnable event) {
    double inAnHour = faults.rate(kind);
    if (inAnHour > 0 && !over) {
      world.after(
          chance.around(Duration.ofNanos((long) (HOUR.toNanos() / inAnHour))),
          () -> {
            if (!over) {
              event.run();
              every(kind, event);
            }
          });
    }
  }

  /** A machine that may lose its memory, or be cut off, now. */
  private Optional<Machine> victim() {
    List<Machine> running = cluster.machines().stream().filter(Machine::isRunning).toList();
    long now = cluster.now();
    long weak =
        cluster.machines().stream()
            .filter(m -> !m.isOpen() || weakUntil.getOrDefault(m, 0L) > now)
            .count();
    int minority = (cluster.machines().size() - 1) / 2;
    List<Machine> open = running.stream().filter(Machine::isOpen).toList();
    boolean mayStrike = plan.bounded() ? weak < minority : open.size() > 1;
    return mayStrike ? Optional.of(chance.oneOf(open)) : Optional.empty();
  }

  /**
   * Whether the chain has shown a hash for a while. Where it shows none, a cluster of which no
   * process knows the secret makes another one.
   */
  private boolean isHashSure() {
    return !chain.hashesSince(LONGEST).contains(Optional.empty());
  }

  /** As {@link #victim}, or the sole machine, where all that it has is in its journal. */
  private Optional<Machine> restarted() {
    Machine first = cluster.machines().get(0);
    boolean isSole = cluster.machines().size() == 1;
    return isSole
        ? Optional.of(first).filter(m -> m.isOpen() && m.alwaysKeepsJournal() && isHashSure())
        : victim();
  }

  private void weaken(Machine machine, Duration time) {
    long end = cluster.now() + time.plusSeconds(60 + 3L * plan.longestSyncSeconds()).toNanos();
    weakUntil.merge(machine, end, Math::max);
  }

  private void end(Faults.Kind how) {
    restarted()
        .ifPresent(
            machine -> {
              Duration down = Duration.ofMillis((long) chance.spread(100, 300_000));
              faults.count(how);
              weaken(machine, down);
              if (how == Faults.Kind.STOP) {
                machine.stop(() -> world.execute(() -> ended(machine, down)));
                return;
              }
              if (how == Faults.Kind.KILL) {
                machine.kill();
              } else {
                machine.cutPower();
              }
              ended(machine, down);
            });
  }

  /** No machine has power for a while; what was answered is in their journals. */
  private void blackOut() {
    List<Machine> running = cluster.machines().stream().filter(Machine::isRunning).toList();
    if (isHashSure() && cluster.machines().stream().allMatch(Machine::keepsJournal)) {
      faults.count(Faults.Kind.BLACKOUT);
      running.forEach(Machine::cutPower);
      for (Machine machine : running) {
        Duration down = some(100);
        weaken(machine, down);
        ended(machine, down);
      }
    }
  }

  private void ended(Machine machine, Duration down) {
    cluster.memoryLost();
    world.after(
        down,
        () -> {
          if (!machine.isRunning()) {
            machine.start();
          }
        });
  }

  private void fill() {
    if (plan.journal()) {
      Machine machine = chance.oneOf(cluster.machines());
      faults.count(Faults.Kind.DISK_FULL);
      cluster.trace("the disk of " + machine.name() + " is full");
      machine.disk().setFull(true);
      world.after(some(1_000), () -> machine.disk().setFull(false));
    }
  }

  /** A journal that met a failure takes nothing until its node is started again. */
  private void failDisk() {
    if (!plan.journal()) {
      return;
    }
    victim()
        .ifPresent(
            machine -> {
              Duration time = some(1_000);
              faults.count(Faults.Kind.DISK_FAILS);
              cluster.trace("the disk of " + machine.name() + " fails");
              weaken(machine, time);
              machine.disk().setFailing(chance.spread(0.01, 1));
              world.after(time, () -> repair(machine));
            });
  }

  private void repair(Machine machine) {
    if (machine.disk().isFailing()) {
      machine.disk().setFailing(0);
      if (machine.isRunning()) {
        machine.kill();
        cluster.memoryLost();
        machine.start();
      }
    }
  }

  private void pause() {
    Machine machine = chance.oneOf(cluster.machines());
    Duration time = Duration.ofMillis((long) chance.spread(100, 120_000));
    if (machine.isRunning()) {
      faults.count(Faults.Kind.PAUSE);
      cluster.trace(machine.name() + " stands still for " + time);
      machine.process().pause(time);
    }
  }

  private void partition(boolean oneWay) {
    List<Machine> some = new ArrayList<>();
    for (Machine machine : cluster.machines()) {
      if (chance.once(0.4)) {
        some.add(machine);
      }
    }
    Duration time = Duration.ofMillis((long) chance.spread(1_000, LONGEST.toMillis()));
    List<Network.Link> links = new ArrayList<>();
    for (Machine one : some) {
      for (Machine other : cluster.machines()) {
        if (!some.contains(other)) {
          links.add(new Network.Link(one.name(), other.name()));
          if (!oneWay) {
            links.add(new Network.Link(other.name(), one.name()));
          }
        }
      }
    }
    if (links.isEmpty()) {
      return;
    }
    faults.count(oneWay ? Faults.Kind.ONE_WAY_PARTITION : Faults.Kind.PARTITION);
    cluster.trace("cut for " + time + ": " + links);
    links.forEach(network::cut);
    cluster.machines().forEach(machine -> weaken(machine, time));
    world.after(time, () -> links.forEach(network::mend));
  }

  private void step() {
    Machine machine = chance.oneOf(cluster.machines());
    Duration offset = Duration.ofMillis(chance.below(2 * STEP_MS) - STEP_MS);
    faults.count(Faults.Kind.CLOCK_STEP);
    cluster.trace("the clock of " + machine.name() + " is set " + offset + " ahead");
    machine.clock().setOffset(offset);
  }

  private Duration some(double lowMs) {
    return Duration.ofMillis((long) chance.spread(lowMs, LONGEST.toMillis()));
  }

  /** A link that is cut and mended, again and again. */
  private void flap() {
    Machine one = chance.oneOf(cluster.machines());
    Machine other = chance.oneOf(cluster.machines());
    Network.Link link = new Network.Link(one.name(), other.name());
    Duration time = some(10_000);
    faults.count(Faults.Kind.FLAPPING);
    cluster.trace("flapping for " + time + ": " + link);
    cluster.machines().forEach(machine -> weaken(machine, time));
    toggle(link, true, cluster.now() + time.toNanos());
  }

  private void toggle(Network.Link link, boolean cut, long end) {
    if (cut && !over && cluster.now() < end) {
      network.cut(link);
    } else {
      network.mend(link);
    }
    if (!over && cluster.now() < end) {
      world.after(
          Duration.ofMillis((long) chance.spread(100, 10_000)), () -> toggle(link, !cut, end));
    }
  }

  private void slow() {
    Machine machine = chance.oneOf(cluster.machines());
    if (machine.isRunning()) {
      faults.count(Faults.Kind.SLOW);
      Process process = machine.process();
      double before = process.slow(chance.spread(10_000, 1_000_000));
      cluster.trace(machine.name() + " gets slow");
      world.after(some(1_000), () -> process.slow(before));
    }
  }

  private void jump() {
    Machine machine = chance.oneOf(cluster.machines());
    long most = MOST_JUMP.toMillis();
    Duration offset = Duration.ofMillis(chance.below((int) (2 * most)) - most);
    faults.count(Faults.Kind.CLOCK_JUMP);
    cluster.trace("the clock of " + machine.name() + " jumps " + offset + " ahead");
    machine.clock().setOffset(offset);
    world.after(some(1_000), () -> machine.clock().setOffset(Duration.ZERO));
  }

  private void outage() {
    Duration time = some(1_000);
    faults.count(Faults.Kind.CHAIN_OUTAGE);
    cluster.trace("no provider answers for " + time);
    long now = cluster.now();
    silentSince = now > silentUntil ? now : silentSince;
    silentUntil = Math.max(silentUntil, now + time.toNanos());
    for (SimulatedProvider provider : providers) {
      provider.silence(silentUntil);
    }
  }

  /** For how long no provider has answered. */
  Duration chainSilentFor() {
    long now = cluster.now();
    return Duration.ofNanos(now < silentUntil && !over ? now - silentSince : 0);
  }

  private void stick() {
    Duration time = some(1_000);
    int which = chance.below(providers.length);
    faults.count(Faults.Kind.PROVIDER_STUCK);
    cluster.trace("provider " + (which + 1) + " shows no new block for " + time);
    providers[which].stick(cluster.now() + time.toNanos());
  }

  private void leave() {
    victim()
        .ifPresent(
            machine -> {
              Duration time = some(10_000);
              faults.count(Faults.Kind.MEMBER_LEAVES);
              cluster.trace(machine.name() + " is no member for " + time);
              weaken(machine, time);
              stranger(machine, time);
              chain.leave(machine.wallet());
              world.after(time, () -> chain.comeBack(machine.wallet()));
            });
  }

  private void stranger(Machine machine, Duration time) {
    strangerUntil.merge(
        machine, cluster.now() + time.plus(LONGEST).plusSeconds(120).toNanos(), Math::max);
  }

  /** Whether {@code machine} may take itself for no member. */
  boolean mayBeUnregistered(Machine machine) {
    return strangerUntil.getOrDefault(machine, 0L) > cluster.now();
  }

  /** A machine is replaced: another TEE, in the place of the former one. */
  private void renew() {
    victim()
        .filter(machine -> chain.members().contains(machine.wallet()))
        .ifPresent(
            machine -> {
              Duration down = some(1_000);
              faults.count(Faults.Kind.NEW_KEYS);
              weaken(machine, down);
              machine.kill();
              cluster.memoryLost();
              chain.leave(machine.wallet());
              machine.renewKeys();
              chain.join(
                  machine.wallet(), machine.keys().envelopeKeys().publicKey(), machine.url());
              stranger(machine, down);
              world.after(
                  down,
                  () -> {
                    if (!machine.isRunning()) {
                      machine.start();
                    }
                  });
            });
  }

  /** The owner sets a hash of which no node has the secret, and after a while the former one. */
  private void changeHash() {
    Optional<SecretHash> now = chain.nextHash();
    if (now.isPresent() && formerHash.isEmpty()) {
      Duration time = some(1_000);
      faults.count(Faults.Kind.HASH_CHANGED);
      cluster.trace("the owner sets another hash for " + time);
      formerHash = now;
      byte[] other = new byte[SecretHash.BYTES];
      chance.secure().nextBytes(other);
      chain.setHash(SecretHash.of(other));
      world.after(time, this::restoreHash);
    }
  }

  private void restoreHash() {
    formerHash.ifPresent(chain::setHash);
    formerHash = Optional.empty();
  }

  private void reorganise() {
    int depth = chance.between(1, 10);
    Duration time = Duration.ofMillis((long) chance.spread(1_000, 120_000));
    faults.count(Faults.Kind.REORGANISATION);
    cluster.trace("the newest " + depth + " blocks are others for " + time);
    chain.reorganise(depth, time);
  }

  /** A clock that runs too fast or too slow for a while, by five seconds at most. */
  private void drift() {
    Machine machine = chance.oneOf(cluster.machines());
    Duration time = some(10_000);
    double drift = (2 * chance.unit() - 1) * 5 / time.toSeconds();
    faults.count(Faults.Kind.CLOCK_DRIFT);
    cluster.trace("the clock of " + machine.name() + " drifts by " + drift + " for " + time);
    machine.clock().setDrift(drift);
    world.after(time, () -> machine.clock().setDrift(0));
  }

  /** All nodes are stopped and started with another configuration, one after the other. */
  private void upgrade() {
    if (!upgrading) {
      upgrading = true;
      faults.count(Faults.Kind.UPGRADE);
      cluster.trace("an upgrade begins");
      upgrade(cluster.machines().iterator());
    }
  }

  private void upgrade(Iterator<Machine> rest) {
    if (over || !rest.hasNext()) {
      upgrading = false;
    } else if (restarted().isEmpty()) {
      world.after(Duration.ofSeconds(10), () -> upgrade(rest));
    } else {
      upgrade(rest.next(), rest);
    }
  }

  private void upgrade(Machine machine, Iterator<Machine> rest) {
    if (!machine.isRunning()) {
      machine.reconfigure();
      upgrade(rest);
      return;
    }
    weaken(machine, Duration.ofSeconds(30));
    machine.stop(
        () ->
            world.execute(
                () -> {
                  cluster.memoryLost();
                  machine.reconfigure();
                  if (!machine.isRunning()) {
                    machine.start();
                  }
                  world.after(Duration.ofSeconds(10), () -> upgrade(rest));
                }));
  }

  private void reset() {
    if (cluster.machines().stream().allMatch(Machine::isOpen)) {
      faults.count(Faults.Kind.HASH_RESET);
      cluster.trace("the owner resets the hash");
      chain.resetHash();
    }
  }

  /** Whether {@code machine} may have no ticks that end. */
  boolean mayBeStuck(Machine machine) {
    return machine.process().pausedUntil() + Duration.ofMinutes(3).toNanos() > cluster.now()
        || plan.rates().containsKey(Faults.Kind.SLOW);
  }
}
