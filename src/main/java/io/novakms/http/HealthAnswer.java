package io.novakms.http;

/**
 * {@code GET /health} of an open gate; a closed one is an error.
 *
 * @param status {@code UP}, as MicroProfile Health says it
 */
public record HealthAnswer(String status) {
  static final HealthAnswer UP = new HealthAnswer("UP");
}
