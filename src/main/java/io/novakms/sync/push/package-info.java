/**
 * Pushes changes to peers: one replicator per peer with its own position, deadlines and back-off.
 *
 * <p>May import {@code sync} and what stands above it. Must stay out: snapshots, and what a peer
 * asks of this node.
 */
package io.novakms.sync.push;
