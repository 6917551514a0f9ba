package io.novakms.auth;

/**
 * The two limits of a client.
 *
 * @param requests of the routes of apps: {@code RATE_LIMIT_PER_MINUTE}
 * @param nonces of {@code GET /nonce}: {@code NONCE_RATE_LIMIT_PER_MINUTE}
 */
public record RateLimits(RateLimiter requests, RateLimiter nonces) {}
