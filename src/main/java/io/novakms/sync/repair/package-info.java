/**
 * Repair by digests: two nodes of this kind compare what they store, find where they differ in a
 * few small requests, and exchange those records.
 *
 * <p>May import {@code sync} and the rooms above it. Must stay out: pushes and snapshots.
 */
package io.novakms.sync.repair;
