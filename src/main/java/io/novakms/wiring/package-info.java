/**
 * Builds one node out of its parts, from the settings and from the {@code World} in which it runs.
 *
 * <p>May import every room before it but {@code transport}. The only room with CDI producers,
 * beside {@code wiring.server}. Must stay out: any decision that is not about construction.
 */
package io.novakms.wiring;
