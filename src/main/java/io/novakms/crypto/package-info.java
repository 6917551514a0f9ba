/**
 * Key derivation, authenticated encryption, key agreement, signatures, and the master secret's
 * type.
 *
 * <p>May import model, the JDK and crypto libraries (and Jackson, for canonical JSON, and
 * Caffeine). Must stay out: {@code jakarta.*}, input and output, configuration.
 */
package io.novakms.crypto;
