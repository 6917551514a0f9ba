package io.novakms.http.api;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** {@code GET /health} of an open gate; a closed one is an error. */
@Schema(description = "`GET /health` of an open gate; a closed one is an error.")
public record HealthResponse(
    @Schema(description = "`UP`, as MicroProfile Health says it", constValue = "UP")
        String status) {
  static final HealthResponse UP = new HealthResponse("UP");
}
