/**
 * Pushes changes to peers: one replicator per peer with its own position, deadlines and back-off.
 *
 * <p>May import {@code sync} and the rooms above it. Must stay out: snapshots, and the answers to
 * peers' requests.
 */
package io.novakms.sync.push;
