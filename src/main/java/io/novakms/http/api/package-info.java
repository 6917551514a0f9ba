/**
 * The routes of the protocol (section 6), and their messages.
 *
 * <p>May import what {@code http.guard} may, and that. Must stay out: checks of callers, which
 * {@code http.guard} makes; decisions, which the rooms above make.
 */
package io.novakms.http.api;
