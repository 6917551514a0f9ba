/**
 * The replicated key-value store: vector clocks, records, the merge, and the change feed. It sees
 * ciphertext only.
 *
 * <p>May import model, config and crypto. Must stay out: {@code jakarta.*}, input and output, keys.
 */
package io.novakms.store;
