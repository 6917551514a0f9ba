package io.novakms.store;

import java.util.function.ToLongFunction;

/**
 * How large a batch of changes may become.
 *
 * @param records how many records, 1 or more
 * @param weight how heavy together, as {@code weigher} measures; a first record that is heavier
 *     makes a batch of its own, since it would never be sent otherwise
 * @param weigher the weight of one record, such as its length on the wire
 */
public record BatchLimit(int records, long weight, ToLongFunction<DataRecord> weigher) {
  /** Checks that there is room for a record. */
  public BatchLimit {
    if (records < 1 || weight < 0 || weigher == null) {
      throw new IllegalArgumentException("a batch has room for one record at least");
    }
  }
}
