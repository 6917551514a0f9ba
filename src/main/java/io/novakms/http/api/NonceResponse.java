package io.novakms.http.api;

import io.novakms.http.openapi.Shape;

/**
 * {@code GET /nonce} (protocol, section 5).
 *
 * @param nonce Base64 of 16 random bytes; good for one request
 */
public record NonceResponse(@Shape(pattern = Shape.NONCE) String nonce) {}
