package io.novakms.diagnostics;

/**
 * How often a cache was asked, since it was made.
 *
 * @param hits it had the answer
 * @param misses it had not
 */
public record CacheCounts(long hits, long misses) {
  /** Of a cache that was never asked. */
  public static final CacheCounts NONE = new CacheCounts(0, 0);
}
