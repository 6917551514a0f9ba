/**
 * Describes the HTTP entry in OpenAPI 3.1, from what the code itself says: the routes from their
 * JAX-RS annotations, bodies from records, words from Javadoc, and from {@link
 * io.novakms.http.openapi.Contract} what no signature tells.
 *
 * <p>A part of the HTTP entry. Must stay out: anything that is done for a request.
 */
package io.novakms.http.openapi;
