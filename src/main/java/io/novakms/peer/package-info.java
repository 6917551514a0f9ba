/**
 * The other nodes: which they are, whether they answer, and signed, sealed, timed-out HTTP to one
 * of them.
 *
 * <p>May import the rooms from model to auth. Must stay out: the content of requests to a peer, and
 * their reason.
 */
package io.novakms.peer;
