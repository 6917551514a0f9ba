package io.novakms.store;

import io.novakms.model.KmsException;

/**
 * The merge of two records of one key (protocol, section 8): a pure function.
 *
 * <p>It is commutative and idempotent over all records. It is associative, too, and so a join,
 * wherever a record that has seen another has the larger content: (time, then bytes). The stamping
 * rule for local writes makes sure of that, and merging keeps it: the result has the larger of two
 * contents and has seen both. Replicas that have merged the same records, in whatever order and
 * however often, then hold the same bytes.
 *
 * @param outcome what became of the incoming record
 * @param record what is to be stored; the very instance of the existing or the incoming record
 *     where it is equal to that
 */
public record Merge(MergeOutcome outcome, DataRecord record) {

  /** The merge of {@code incoming} with nothing. */
  public static Merge insert(DataRecord incoming) {
    return new Merge(MergeOutcome.INSERTED, incoming);
  }

  /**
   * The merge of {@code incoming} into {@code existing}.
   *
   * @throws IllegalArgumentException where their keys differ
   * @throws KmsException of kind {@code TOO_LARGE} where what both have seen together is more than
   *     a {@link VectorClock} holds
   */
  public static Merge join(DataRecord existing, DataRecord incoming) {
    if (!existing.key().equals(incoming.key())) {
      throw new IllegalArgumentException("only records of one key merge");
    }
    return switch (incoming.version().compareWith(existing.version())) {
      case AFTER -> new Merge(MergeOutcome.REPLACED_BY_VERSION, incoming);
      case BEFORE -> new Merge(MergeOutcome.IGNORED_EXISTING_NEWER_VERSION, existing);
      case EQUAL ->
          existing.hasContentOf(incoming)
              ? new Merge(MergeOutcome.IGNORED_EQUAL_VERSION, existing)
              : larger(existing, incoming, existing.version());
      case CONCURRENT -> larger(existing, incoming, existing.version().max(incoming.version()));
    };
  }

  private static Merge larger(DataRecord existing, DataRecord incoming, VectorClock seen) {
    if (DataRecord.BY_CONTENT.compare(incoming, existing) > 0) {
      DataRecord winner = seen.equals(incoming.version()) ? incoming : incoming.withVersion(seen);
      return new Merge(MergeOutcome.REPLACED_BY_CONCURRENT_LWW, winner);
    }
    return new Merge(MergeOutcome.IGNORED_CONCURRENT_TIE_BREAK, existing.withVersion(seen));
  }
}
