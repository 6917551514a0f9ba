/**
 * Reads that find nothing here: the other members are asked before a node says that there is no
 * value, and what they have is merged.
 *
 * <p>May import {@code sync} and the rooms above it. Must stay out: how members come to vouch.
 */
package io.novakms.sync.lookup;
