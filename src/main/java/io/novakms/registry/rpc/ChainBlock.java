package io.novakms.registry.rpc;

import java.time.Instant;

/**
 * A block that answers were read at.
 *
 * @param number its height
 * @param hash {@code 0x} and 64 hex digits
 * @param timestamp when it was made, by its maker's clock
 */
public record ChainBlock(long number, String hash, Instant timestamp) {}
