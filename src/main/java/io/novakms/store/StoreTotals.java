package io.novakms.store;

import io.novakms.diagnostics.Counts;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/**
 * What a store holds in all, kept up with each change, so that asking costs no walk over apps or
 * records. A value that expired counts until the next tick. Safe for use by many threads; a read
 * during a change may miss it.
 */
public final class StoreTotals {
  /** How full the storage of an app is, of what it may hold. */
  public enum Fullness {
    /** Under half. */
    UNDER_50(0.5),
    /** From half to under 80 %. */
    UNDER_80(0.8),
    /** From 80 % to under 95 %. */
    UNDER_95(0.95),
    /** 95 % or more: its writes are about to be refused. */
    NEARLY_FULL(Double.POSITIVE_INFINITY);

    private static final Fullness[] ALL = values();

    private final double below;

    Fullness(double below) {
      this.below = below;
    }

    /** That of an app with {@code bytes} of {@code most}. */
    static Fullness of(long bytes, long most) {
      double part = (double) bytes / most;
      for (Fullness fullness : ALL) {
        if (part < fullness.below) {
          return fullness;
        }
      }
      return NEARLY_FULL;
    }
  }

  private final LongAdder namespaces = new LongAdder();
  private final LongAdder values = new LongAdder();
  private final LongAdder expired = new LongAdder();
  private final LongAdder tombstones = new LongAdder();
  private final LongAdder bytes = new LongAdder();
  // Counts go up only: an app that is no longer as full is counted here.
  private final Counts<Fullness> entered = new Counts<>(List.of(Fullness.values()));
  private final Counts<Fullness> left = new Counts<>(List.of(Fullness.values()));

  private final StoreBudget budget;
  private final FormerStores former;

  StoreTotals(StoreBudget budget, FormerStores former) {
    this.budget = budget;
    this.former = former;
  }

  /** How many bytes all records may take, those of former master secrets included. */
  public long mostBytes() {
    return budget.most();
  }

  /** How many former master secrets have records that are set aside. */
  public int formerSecrets() {
    return former.count();
  }

  /** Bytes that those records take. */
  public long formerBytes() {
    return former.bytes();
  }

  /** Values that can be read; and those that expired since the last tick. */
  public long values() {
    return Math.max(0, values.sum() - expired.sum());
  }

  /** Deletions that are remembered. */
  public long tombstones() {
    return sum(tombstones);
  }

  /** Bytes that all records take in memory, as they count against the quotas. */
  public long bytes() {
    return sum(bytes);
  }

  /** All records that are held: expired values and deletions, too. */
  public long records() {
    return Math.max(0, values.sum() + tombstones.sum());
  }

  /** About how many bytes their keys and stored values have. */
  public long contentBytes() {
    return Math.max(0, bytes() - records() * RecordCost.BASE_BYTES);
  }

  /** Apps that have any record. */
  public long namespaces() {
    return sum(namespaces);
  }

  /** Apps that have, or had, records, and are as full as that. */
  public long apps(Fullness fullness) {
    return entered.of(fullness) - left.of(fullness);
  }

  void added(Entry entry) {
    count(entry, 1);
  }

  void removed(Entry entry) {
    count(entry, -1);
  }

  /** That {@code many} values more than before were seen to have expired; or fewer, if negative. */
  void expired(int many) {
    expired.add(many);
  }

  void newApp(Fullness fullness) {
    entered.add(fullness);
  }

  void goneApp(Fullness fullness) {
    left.add(fullness);
  }

  void moved(Fullness from, Fullness to) {
    left.add(from);
    entered.add(to);
  }

  void hasRecordsNow() {
    namespaces.increment();
  }

  void hasNoneAnyMore() {
    namespaces.decrement();
  }

  /** While something changes, what leaves may be seen before what came. */
  private static long sum(LongAdder counted) {
    return Math.max(0, counted.sum());
  }

  private void count(Entry entry, int many) {
    (entry.record.isTombstone() ? tombstones : values).add(many);
    bytes.add(many * (long) entry.chargedBytes);
  }
}
