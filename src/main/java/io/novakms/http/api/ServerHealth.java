package io.novakms.http.api;

import io.novakms.http.openapi.Shape;
import java.util.List;
import java.util.Map;

/**
 * What MicroProfile Health answers in place of this application where the server puts it on the
 * same port.
 *
 * @param status {@code UP} or {@code DOWN}
 * @param checks what was checked
 */
record ServerHealth(@Shape(pattern = "^(UP|DOWN)$") String status, List<Check> checks) {
  /**
   * A check.
   *
   * @param name of the check
   * @param status {@code UP} or {@code DOWN}
   * @param data what was seen
   */
  record Check(
      String name,
      @Shape(pattern = "^(UP|DOWN)$") String status,
      @Shape(optional = true) Map<String, String> data) {}
}
