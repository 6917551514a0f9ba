package io.novakms.store;

/**
 * The merge of two records of one key (protocol, section 8): a pure function.
 *
 * <p>It is commutative and idempotent, wherever no record has seen another that was written later.
 * It is associative, too, and so a join, wherever a record that has seen another has the larger
 * content: (time, then bytes). The stamping rule for local writes makes sure of that, and merging
 * keeps it: the result has the larger of two contents and has seen both. Replicas that have merged
 * the same records, in whatever order and however often, then hold the same bytes.
 *
 * <p>Nodes of other kinds forget a key, and count from 1 where it is written anew. Such a record
 * comes before a deletion that was remembered here, and yet was written later: it is taken as
 * concurrent, or the value would be lost. Where time never runs against causality, there is no
 * other such record.
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
   * @param nowMs says which of them can still be read
   * @throws IllegalArgumentException where their keys differ
   */
  public static Merge join(DataRecord existing, DataRecord incoming, long nowMs) {
    if (!existing.key().equals(incoming.key())) {
      throw new IllegalArgumentException("only records of one key merge");
    }
    return switch (incoming.version().compareWith(existing.version())) {
      case AFTER -> new Merge(MergeOutcome.REPLACED_BY_VERSION, incoming);
      case BEFORE ->
          isWrittenAnew(existing, incoming, nowMs)
              ? larger(existing, incoming, existing.version().max(incoming.version()))
              : new Merge(MergeOutcome.IGNORED_EXISTING_NEWER_VERSION, existing);
      case EQUAL ->
          existing.hasContentOf(incoming)
              ? new Merge(MergeOutcome.IGNORED_EQUAL_VERSION, existing)
              : larger(existing, incoming, existing.version());
      case CONCURRENT -> larger(existing, incoming, existing.version().max(incoming.version()));
    };
  }

  private static boolean isWrittenAnew(DataRecord existing, DataRecord incoming, long nowMs) {
    return !existing.isLive(nowMs)
        && incoming.isLive(nowMs)
        && incoming.updatedAtMs() > existing.updatedAtMs();
  }

  private static Merge larger(DataRecord existing, DataRecord incoming, VectorClock seen) {
    if (DataRecord.BY_CONTENT.compare(incoming, existing) > 0) {
      DataRecord winner = seen.equals(incoming.version()) ? incoming : incoming.withVersion(seen);
      return new Merge(MergeOutcome.REPLACED_BY_CONCURRENT_LWW, winner);
    }
    return new Merge(MergeOutcome.IGNORED_CONCURRENT_TIE_BREAK, existing.withVersion(seen));
  }
}
