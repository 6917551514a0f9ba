package io.novakms.http.guard;

import io.novakms.auth.UnprovenException;
import io.novakms.metrics.Refusal;
import io.novakms.model.KmsException;
import io.novakms.tee.TeeException;
import java.util.Optional;

/** The steps of the {@link RequestGuard} in their order, and how a refusal of each is counted. */
enum GuardStep {
  /** The gate is open to the caller's kind. */
  GATE {
    @Override
    Optional<Refusal> refusal(KmsException error) {
      return Optional.of(Refusal.GATE_CLOSED);
    }
  },
  /** The client's address is within its rate limit. */
  RATE_LIMIT {
    @Override
    Optional<Refusal> refusal(KmsException error) {
      return Optional.of(Refusal.RATE_LIMITED);
    }
  },
  /** The caller proves its wallet. */
  PROOF {
    @Override
    Optional<Refusal> refusal(KmsException error) {
      if (error instanceof UnprovenException unproven) {
        return Optional.of(
            switch (unproven.flaw()) {
              case MALFORMED -> Refusal.PROOF_MALFORMED;
              case WRONG_TIME -> Refusal.PROOF_WRONG_TIME;
              case NOT_PROVEN -> Refusal.PROOF_INVALID;
            });
      }
      // A header is missing or repeated; or the TEE could not name this node's wallet.
      return Optional.of(isTee(error) ? Refusal.TEE_UNAVAILABLE : Refusal.PROOF_MALFORMED);
    }
  },
  /** The registry knows the wallet. */
  REGISTRY {
    @Override
    Optional<Refusal> refusal(KmsException error) {
      return Optional.of(
          switch (error.kind()) {
            case UNAUTHORIZED, FORBIDDEN -> Refusal.NOT_REGISTERED;
            default -> Refusal.REGISTRY_UNAVAILABLE;
          });
    }
  },
  /** The body is a JSON object within its limit, and there is memory for it. */
  BODY {
    @Override
    Optional<Refusal> refusal(KmsException error) {
      return Optional.of(
          switch (error.kind()) {
            case TOO_LARGE -> Refusal.BODY_TOO_LARGE;
            case UNAVAILABLE -> Refusal.NO_ROOM_FOR_BODY;
            case RATE_LIMITED -> Refusal.RATE_LIMITED;
            default -> Refusal.ENVELOPE_INVALID;
          });
    }
  },
  /** The body is an envelope that the caller's registered key sealed. */
  ENVELOPE {
    @Override
    Optional<Refusal> refusal(KmsException error) {
      if (isTee(error)) {
        return Optional.of(Refusal.TEE_UNAVAILABLE);
      }
      return Optional.of(
          switch (error.kind()) {
            case FORBIDDEN -> Refusal.ENVELOPE_FOREIGN_KEY;
            case UNAUTHORIZED -> Refusal.ENVELOPE_REPLAYED;
            default -> Refusal.ENVELOPE_INVALID;
          });
    }
  },
  /** The route's handler runs. What it refuses is the route's own, and not the guard's. */
  HANDLER,
  /** The answer is sealed and signed. */
  ANSWER;

  /** The meter of {@code error}, which this step threw; empty where the guard refused nothing. */
  Optional<Refusal> refusal(KmsException error) {
    return Optional.empty();
  }

  private static boolean isTee(KmsException error) {
    return error instanceof TeeException;
  }
}
