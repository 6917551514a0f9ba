/**
 * The JMX entry: what an operator sees of this node, and has it do, from a server's own tools.
 *
 * <p>May import every room but the other entries. Must stay out: decisions; it delegates. Who may
 * call it, the server decides.
 */
package io.novakms.admin;
