/**
 * A request's way in: gate, rate limit, proof, registry, body, envelope; and the sealed answer.
 *
 * <p>May import what {@code http.message} may, and that. Must stay out: routes and what they
 * decide.
 */
package io.novakms.http.guard;
