package io.novakms.sync;

import io.novakms.diagnostics.Counts;
import io.novakms.store.MergeOutcome;
import io.novakms.sync.message.DeltaResponse;
import io.novakms.sync.message.Rejection;
import io.novakms.sync.quorum.Statement;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What became of the records of one body. Not thread-safe. */
public final class MergeStats {
  private final long[] outcomes = new long[MergeOutcome.values().length];
  private final long[] rejections = new long[Rejection.values().length];

  void count(MergeOutcome outcome) {
    outcomes[outcome.ordinal()]++;
  }

  void count(Rejection rejection) {
    rejections[rejection.ordinal()]++;
  }

  public void add(MergeStats other) {
    for (int i = 0; i < outcomes.length; i++) {
      outcomes[i] += other.outcomes[i];
    }
    for (int i = 0; i < rejections.length; i++) {
      rejections[i] += other.rejections[i];
    }
  }

  public long total() {
    return merged() + skipped() + rejected();
  }

  public long merged() {
    return Stream.of(MergeOutcome.values())
        .filter(MergeOutcome::isMerged)
        .mapToLong(outcome -> outcomes[outcome.ordinal()])
        .sum();
  }

  public long rejected() {
    return Stream.of(Rejection.values()).mapToLong(why -> rejections[why.ordinal()]).sum();
  }

  /** Records that were refused since there is no room for them. */
  public long withoutRoom() {
    return rejections[Rejection.APP_FULL.ordinal()] + rejections[Rejection.STORE_FULL.ordinal()];
  }

  /** Records that were refused since it is unknown whether their app is registered. */
  public long ofUnknownApps() {
    return rejections[Rejection.APP_UNKNOWN.ordinal()];
  }

  /**
   * How many of those that were rejected another node may rightly have accepted: by its clock or
   * its limits.
   */
  public long rejectedByLimits() {
    return Stream.of(Rejection.values())
        .filter(Rejection::isByLimits)
        .mapToLong(why -> rejections[why.ordinal()])
        .sum();
  }

  private long skipped() {
    return Stream.of(MergeOutcome.values())
        .filter(outcome -> !outcome.isMerged())
        .mapToLong(outcome -> outcomes[outcome.ordinal()])
        .sum();
  }

  /** Every word that {@link #addTo} counts by. */
  static List<String> words() {
    return Stream.concat(
            Stream.of(MergeOutcome.values()).map(MergeOutcome::code),
            Stream.of(Rejection.values()).map(Rejection::code))
        .toList();
  }

  /** Adds these counts to {@code all}, which counts {@link #words()}. */
  void addTo(Counts<String> all) {
    for (MergeOutcome outcome : MergeOutcome.values()) {
      all.add(outcome.code(), outcomes[outcome.ordinal()]);
    }
    for (Rejection why : Rejection.values()) {
      all.add(why.code(), rejections[why.ordinal()]);
    }
  }

  /** Why records were skipped or rejected, with how many were; none that is zero. */
  private Map<String, Long> reasons() {
    Map<String, Long> reasons = new TreeMap<>();
    for (MergeOutcome outcome : MergeOutcome.values()) {
      if (!outcome.isMerged() && outcomes[outcome.ordinal()] > 0) {
        reasons.put(outcome.code(), outcomes[outcome.ordinal()]);
      }
    }
    for (Rejection why : Rejection.values()) {
      if (rejections[why.ordinal()] > 0) {
        reasons.put(why.code(), rejections[why.ordinal()]);
      }
    }
    return reasons;
  }

  /** The answer to the {@code delta} whose records these are. */
  DeltaResponse toResponse(Optional<String> epoch, Optional<Statement> said) {
    return new DeltaResponse(total(), merged(), skipped(), rejected(), reasons(), epoch, said);
  }

  /** The counts, for a log. */
  @Override
  public String toString() {
    return total() + " records, " + merged() + " merged, " + rejected() + " rejected " + reasons();
  }
}
