/**
 * What a node is watched by: the context that log lines begin with, counts, and what the build is
 * called.
 *
 * <p>May import the room model. Must stay out: the collection and display of counts.
 */
package io.novakms.diagnostics;
