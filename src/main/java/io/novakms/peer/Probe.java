package io.novakms.peer;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How a peer's {@code GET /status} last went: the {@code connection} fields of {@code /nodes}
 * (protocol, section 6).
 *
 * @param httpCode the status of its HTTP answer; empty where none came
 * @param took from the start of the request to its end, good or bad
 * @param checkedAt when it ended, by this node's clock
 * @param status what it said; empty where that was nothing of use
 * @param fault what was wrong; empty where nothing was
 */
public record Probe(
    OptionalInt httpCode,
    Duration took,
    Instant checkedAt,
    Optional<PeerStatus> status,
    Optional<PeerException.Fault> fault) {

  /** {@code status_endpoint_reachable}: whether any HTTP answer came. */
  public boolean reachable() {
    return httpCode.isPresent();
  }
}
