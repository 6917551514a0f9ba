/**
 * Proof of who is calling: nonces, signatures over them, and limits per caller.
 *
 * <p>May import the rooms from model to registry. Must stay out: HTTP types, and what a caller
 * wants.
 */
package io.novakms.auth;
