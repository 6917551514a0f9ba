package io.novakms.registry.tx;

import io.novakms.model.SecretHash;

/**
 * A transaction that was signed, and given to the chain's node or about to be.
 *
 * @param secretHash the hash that it sets
 * @param fees what it offers
 * @param raw {@code 0x} and the signed transaction in hex
 * @param hash its own hash: {@code 0x} and 64 hex digits
 */
record SentTransaction(SecretHash secretHash, Fees fees, String raw, String hash) {}
