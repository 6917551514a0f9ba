/**
 * The master secret of this node: bootstrap, comparison with the chain, and fetching from peers.
 *
 * <p>May import the rooms from model to peer. Must stay out: the gate, and HTTP details.
 */
package io.novakms.secret;
