/**
 * The HTTP entry: JAX-RS resources, request limits, and errors in the protocol's shape.
 *
 * <p>May import every room but the other entries. Must stay out: decisions; it delegates.
 */
package io.novakms.http;
