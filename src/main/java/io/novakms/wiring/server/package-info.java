/**
 * The world of a node on an application server: its clocks, its threads, its network; and the
 * node's end with the application.
 *
 * <p>May import every room but the entries. Must stay out: the parts of a node.
 */
package io.novakms.wiring.server;
