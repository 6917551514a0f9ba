package io.novakms.tee;

import io.novakms.model.TeePublicKey;
import io.novakms.model.Wallet;

/**
 * The identity of a TEE (protocol, section 1).
 *
 * @param wallet the address of its secp256k1 key
 * @param publicKey the P-384 key under which others send it envelopes
 */
public record TeeIdentity(Wallet wallet, TeePublicKey publicKey) {}
