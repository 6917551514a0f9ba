package io.novakms.simulation;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;

/** Random numbers that follow from a seed (SplitMix64): the same on every JVM. */
final class Chance {
  private static final long GOLDEN = 0x9e3779b97f4a7c15L;

  private long state;

  /** The numbers of {@code seed}. */
  Chance(long seed) {
    this.state = mixed(seed + GOLDEN);
  }

  /** Numbers of its own for {@code purpose}, which what others draw does not change. */
  Chance of(String purpose) {
    long hash = state;
    for (int i = 0; i < purpose.length(); i++) {
      hash = mixed(hash ^ purpose.charAt(i));
    }
    return new Chance(hash);
  }

  long next() {
    state += GOLDEN;
    return mixed(state);
  }

  /** From 0 to below {@code bound}. */
  int below(int bound) {
    return (int) ((next() >>> 33) % bound);
  }

  /** From {@code low} to {@code high}, both included. */
  int between(int low, int high) {
    return low + below(high - low + 1);
  }

  /** From 0 to below 1. */
  double unit() {
    return (next() >>> 11) * 0x1.0p-53;
  }

  /** True with this probability. */
  boolean once(double probability) {
    return probability > 0 && unit() < probability;
  }

  /** From {@code low} to {@code high}, small ones as likely as large ones ten times as large. */
  double spread(double low, double high) {
    return low * Math.pow(high / low, unit());
  }

  /** A time span with this mean, as between events that don't depend on each other. */
  Duration around(Duration mean) {
    return Duration.ofNanos((long) (-Math.log(1 - unit()) * mean.toNanos()) + 1);
  }

  <T> T oneOf(List<T> choices) {
    return choices.get(below(choices.size()));
  }

  /** As a source of keys and nonces. */
  SecureRandom secure() {
    return new Seeded(this);
  }

  private static long mixed(long z) {
    long a = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    long b = (a ^ (a >>> 27)) * 0x94d049bb133111ebL;
    return b ^ (b >>> 31);
  }

  private static final class Seeded extends SecureRandom {
    private static final long serialVersionUID = 1L;
    private final transient Chance chance;

    Seeded(Chance chance) {
      super(null, null);
      this.chance = chance;
    }

    @Override
    public void nextBytes(byte[] bytes) {
      for (int i = 0; i < bytes.length; i += Long.BYTES) {
        long number = chance.next();
        for (int j = i; j < Math.min(bytes.length, i + Long.BYTES); j++) {
          bytes[j] = (byte) number;
          number >>= Byte.SIZE;
        }
      }
    }

    @Override
    public String getAlgorithm() {
      return "seeded";
    }
  }
}
