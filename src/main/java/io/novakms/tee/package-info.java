/**
 * The trusted execution environment: the two private keys of this node, and randomness.
 *
 * <p>May import model, config and crypto. Only this room knows the Capsule API. Must stay out: who
 * the other side is, and whether it may be trusted.
 */
package io.novakms.tee;
