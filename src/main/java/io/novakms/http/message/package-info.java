/**
 * What every answer has in common: errors and JSON in the protocol's shape, headers, request ids.
 *
 * <p>May import every room but the other entries, and no other part of {@code http} but {@code
 * http.openapi}. Must stay out: routes.
 */
package io.novakms.http.message;
