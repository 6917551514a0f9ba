package io.novakms.http;

/**
 * {@code GET /nonce} (protocol, section 5).
 *
 * @param nonce Base64 of 16 random bytes; good for one request
 */
public record NonceAnswer(String nonce) {}
