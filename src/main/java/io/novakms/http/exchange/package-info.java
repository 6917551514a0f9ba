/**
 * A request on its way in and its answer on its way out, without a thread that waits for the
 * client: the body is read as it arrives, the answer is written as the client takes it, both within
 * a time and within memory that was reserved first.
 *
 * <p>May import what {@code http.message} may, and that. Must stay out: what a request means.
 */
package io.novakms.http.exchange;
