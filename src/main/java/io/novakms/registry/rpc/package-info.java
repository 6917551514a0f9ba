/**
 * Asks the chain: JSON-RPC batches over HTTP, reads that are pinned to one block, and the encoding
 * of calls to the two contracts.
 *
 * <p>May import {@code model}, {@code diagnostics}, {@code config} and {@code crypto}. Must stay
 * out: what an answer means for membership or for an app.
 */
package io.novakms.registry.rpc;
