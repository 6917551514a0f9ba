package io.novakms.http.api;

import io.novakms.http.openapi.Shape;

/**
 * {@code GET /health} of an open gate; a closed one is an error.
 *
 * @param status {@code UP}, as MicroProfile Health says it
 */
public record HealthResponse(@Shape(always = "UP") String status) {
  static final HealthResponse UP = new HealthResponse("UP");
}
