/**
 * The other nodes: which they are, whether they answer, and signed, sealed, timed-out HTTP to one
 * of them.
 *
 * <p>May import the rooms from model to auth. Must stay out: what is said to a peer, and why.
 */
package io.novakms.peer;
