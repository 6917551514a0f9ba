/**
 * The HTTP entry: the JAX-RS application, which names all that is served, and what tells of it.
 *
 * <p>May import every room but the other entries. Must stay out: decisions; it delegates.
 */
package io.novakms.http;
