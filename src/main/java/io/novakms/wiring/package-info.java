/**
 * Builds one node out of its parts, hands the parts to the container, and ends the node with the
 * application.
 *
 * <p>May import every room but the entries. The only room with CDI producers. Must stay out: any
 * decision that is not about construction.
 */
package io.novakms.wiring;
