package io.novakms.auth;

/**
 * The limits of a client.
 *
 * @param requests of the routes of apps: {@code RATE_LIMIT_PER_MINUTE}
 * @param nonces of {@code GET /nonce}: {@code NONCE_RATE_LIMIT_PER_MINUTE}
 * @param looks of what anyone may see, and what costs more the more members there are: {@code
 *     PUBLIC_RATE_LIMIT_PER_MINUTE}
 */
public record RateLimits(RateLimiter requests, RateLimiter nonces, RateLimiter looks) {}
