/**
 * Sends the one transaction that a node ever signs, which sets the hash of the master secret, and
 * follows it to its receipt.
 *
 * <p>May import {@code registry.rpc}, {@code tee} and the rooms above them. Must stay out: the
 * decision to submit a hash.
 */
package io.novakms.registry.tx;
