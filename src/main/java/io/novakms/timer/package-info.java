/**
 * The EJB timer entry, which drives the tick.
 *
 * <p>May import every room but the other entries. Must stay out: decisions; it delegates.
 */
package io.novakms.timer;
