package io.novakms.crypto;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.stats.CacheStats;
import io.novakms.diagnostics.CacheCounts;

/** What a cache, made to record it, says of itself. */
final class KeyCacheStats {
  private KeyCacheStats() {}

  static CacheCounts of(Cache<?, ?> cache) {
    CacheStats stats = cache.stats();
    return new CacheCounts(stats.hitCount(), stats.missCount());
  }
}
