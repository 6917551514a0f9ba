/**
 * The console: a page that shows this node and its cluster to people.
 *
 * <p>May import what {@code http.api} may, and that. Must stay out: changes of any kind; the
 * console only reads.
 */
package io.novakms.http.console;
