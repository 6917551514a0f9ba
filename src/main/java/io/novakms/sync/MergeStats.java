package io.novakms.sync;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.novakms.diagnostics.Counts;
import io.novakms.store.MergeOutcome;
import java.util.List;
import java.util.Map;
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

  /** The answer to a {@code delta} (protocol, section 7), without its status. */
  ObjectNode toJson() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("total", total());
    json.put("merged", merged());
    json.put("skipped", skipped());
    json.put("rejected", rejected());
    ObjectNode why = json.putObject("skip_reasons");
    reasons().forEach(why::put);
    return json;
  }

  /** The counts, for a log. */
  @Override
  public String toString() {
    return total() + " records, " + merged() + " merged, " + rejected() + " rejected " + reasons();
  }
}
