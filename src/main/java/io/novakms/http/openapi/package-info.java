/**
 * Completes {@code /openapi.json} at build time with what all routes of a kind have in common.
 *
 * <p>May import all other parts of {@code http} but {@code http} itself, and the models of
 * MicroProfile OpenAPI. Must stay out: anything that runs in a node; the WAR is packed without it.
 */
package io.novakms.http.openapi;
