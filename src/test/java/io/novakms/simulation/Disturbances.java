package io.novakms.simulation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The faults that are events: kills, restarts, pauses, partitions, steps of clocks. */
final class Disturbances {
  private static final Duration HOUR = Duration.ofHours(1);
  private static final int STEP_MS = 10_000;

  private final Plan plan;
  private final Cluster cluster;
  private final Faults faults;
  private final Network network;
  private final Process world;
  private final Chance chance;

  /** When a machine began to lack what others have; it counts as lacking it for a while. */
  private final Map<Machine, Long> weakUntil = new HashMap<>();

  private boolean over;

  Disturbances(
      Plan plan, Cluster cluster, Faults faults, Network network, Process world, Chance chance) {
    this.plan = plan;
    this.cluster = cluster;
    this.faults = faults;
    this.network = network;
    this.world = world;
    this.chance = chance;
  }

  void begin() {
    every(Faults.Kind.KILL, () -> end(true));
    every(Faults.Kind.STOP, () -> end(false));
    every(Faults.Kind.PAUSE, this::pause);
    every(Faults.Kind.PARTITION, () -> partition(false));
    every(Faults.Kind.ONE_WAY_PARTITION, () -> partition(true));
    every(Faults.Kind.CLOCK_STEP, this::step);
  }

  void end() {
    over = true;
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

  private void weaken(Machine machine, Duration time) {
    long end = cluster.now() + time.plusSeconds(60 + 3L * plan.syncSeconds()).toNanos();
    weakUntil.merge(machine, end, Math::max);
  }

  private void end(boolean kill) {
    victim()
        .ifPresent(
            machine -> {
              Duration down = Duration.ofMillis((long) chance.spread(100, 300_000));
              faults.count(kill ? Faults.Kind.KILL : Faults.Kind.STOP);
              weaken(machine, down);
              if (kill) {
                machine.kill();
                ended(machine, down);
              } else {
                machine.stop(() -> world.execute(() -> ended(machine, down)));
              }
            });
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
    Duration time = Duration.ofMillis((long) chance.spread(1_000, 600_000));
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
}
