package io.novakms.http.message;

/**
 * Every error's body (protocol, section 6).
 *
 * @param code one word that programs can act on
 * @param message what was wrong and what to do, for the reader; never a secret, never the text of a
 *     foreign exception
 */
public record ErrorBody(String code, String message) {}
