/**
 * Gives snapshots to peers, and downloads those of peers before the gate opens.
 *
 * <p>May import {@code sync} and the rooms above it. Must stay out: pushes.
 */
package io.novakms.sync.snapshot;
