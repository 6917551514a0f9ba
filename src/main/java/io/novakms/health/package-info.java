/**
 * The MicroProfile Health entry: liveness, readiness and startup.
 *
 * <p>May import every room but the other entries. Must stay out: decisions; it delegates.
 */
package io.novakms.health;
