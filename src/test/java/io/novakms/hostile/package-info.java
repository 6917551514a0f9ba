/**
 * A client that means harm: connections that are slow, silent, unread, half-closed, reset or
 * flooded, over raw sockets and with frames of HTTP/2 that are written by hand. Tests aim it at a
 * server of their own, and look at how an honest client fares meanwhile.
 */
package io.novakms.hostile;
