package io.novakms.http.api;

import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * What MicroProfile Health answers in place of this application where the server puts it on the
 * same port.
 */
@Schema(
    description =
        "What MicroProfile Health answers in place of this application where the server"
            + " puts it on the same port.")
record ServerHealth(
    @Schema(description = "`UP` or `DOWN`", pattern = "^(UP|DOWN)$") String status,
    @Schema(description = "What was checked") List<Check> checks) {
  /** A check. */
  @Schema(
      name = "ServerHealth.Check",
      description = "A check.",
      requiredProperties = {"name", "status"})
  record Check(
      @Schema(description = "Name of the check") String name,
      @Schema(description = "`UP` or `DOWN`", pattern = "^(UP|DOWN)$") String status,
      @Schema(description = "What was seen") Map<String, String> data) {}
}
