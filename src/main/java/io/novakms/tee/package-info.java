/**
 * The trusted execution environment: the two private keys of this node, and randomness.
 *
 * <p>May import model, config and crypto. Only this room knows the Capsule API. Must stay out: who
 * a peer or caller is, and whether it is trusted.
 */
package io.novakms.tee;
