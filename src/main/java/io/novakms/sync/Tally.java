package io.novakms.sync;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.novakms.store.MergeOutcome;
import java.util.Map;
import java.util.TreeMap;

/** What became of the records of one body. Not thread-safe. */
final class Tally {
  private long merged;
  private long skipped;
  private long rejected;
  private final Map<String, Long> reasons = new TreeMap<>();

  void count(MergeOutcome outcome) {
    if (outcome.isMerged()) {
      merged++;
    } else {
      skipped++;
      reasons.merge(outcome.code(), 1L, Long::sum);
    }
  }

  void count(Rejection rejection) {
    rejected++;
    reasons.merge(rejection.code(), 1L, Long::sum);
  }

  void add(Tally other) {
    merged += other.merged;
    skipped += other.skipped;
    rejected += other.rejected;
    other.reasons.forEach((reason, count) -> reasons.merge(reason, count, Long::sum));
  }

  long merged() {
    return merged;
  }

  long total() {
    return merged + skipped + rejected;
  }

  long rejected() {
    return rejected;
  }

  /** The answer to a {@code delta} (protocol, section 7), without its status. */
  ObjectNode toJson() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("total", total());
    json.put("merged", merged);
    json.put("skipped", skipped);
    json.put("rejected", rejected);
    ObjectNode why = json.putObject("skip_reasons");
    reasons.forEach(why::put);
    return json;
  }

  /** The counts, for a log. */
  @Override
  public String toString() {
    return total() + " records, " + merged + " merged, " + rejected + " rejected " + reasons;
  }
}
