package io.novakms.acceptance;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.novakms.crypto.StrictJson;

/**
 * A node as it was before it was registered.
 *
 * @param health the status code of {@code GET /health}
 * @param refusal the body of that answer
 * @param derive the status code of {@code POST /kms/derive}
 * @param status the answer to {@code GET /status}
 * @param live the status code of MicroProfile Health's liveness
 * @param ready that of its readiness
 * @param started that of its startup
 */
record FirstLook(
    int health,
    ObjectNode refusal,
    int derive,
    ObjectNode status,
    int live,
    int ready,
    int started) {
  /** Looks at {@code node} now. */
  static FirstLook at(SingleNode node) {
    return new FirstLook(
        node.get("/health").statusCode(),
        StrictJson.object(node.get("/health").body()),
        node.rawHttp().send("POST", "/kms/derive").status(),
        node.json("/status"),
        node.health("live"),
        node.health("ready"),
        node.health("started"));
  }
}
