package io.novakms.http.guard;

import io.novakms.auth.UnprovenException;
import io.novakms.metrics.Refusal;
import io.novakms.model.KmsException;
import io.novakms.tee.TeeException;

/** The checks of the {@link RequestGuard}, and what it means not to pass one. */
enum Check {
  /** The gate is open. */
  GATE {
    @Override
    Refusal refusal(KmsException why) {
      return Refusal.GATE_CLOSED;
    }
  },
  /** The client has not called too often. */
  RATE {
    @Override
    Refusal refusal(KmsException why) {
      return Refusal.RATE_LIMITED;
    }
  },
  /** The caller proves its wallet. */
  PROOF {
    @Override
    Refusal refusal(KmsException why) {
      if (why instanceof UnprovenException unproven) {
        return switch (unproven.flaw()) {
          case MALFORMED -> Refusal.PROOF_MALFORMED;
          case WRONG_TIME -> Refusal.PROOF_WRONG_TIME;
          case NOT_PROVEN -> Refusal.PROOF_INVALID;
        };
      }
      // A header is missing, or there twice; or the TEE can't say who this node is.
      return isTee(why) ? Refusal.TEE_UNAVAILABLE : Refusal.PROOF_MALFORMED;
    }
  },
  /** The registry knows the wallet. */
  REGISTRY {
    @Override
    Refusal refusal(KmsException why) {
      return switch (why.kind()) {
        case UNAUTHORIZED, FORBIDDEN -> Refusal.NOT_REGISTERED;
        default -> Refusal.REGISTRY_UNAVAILABLE;
      };
    }
  },
  /** The body is a JSON object within its limit, and there is room for it. */
  BODY {
    @Override
    Refusal refusal(KmsException why) {
      return switch (why.kind()) {
        case TOO_LARGE -> Refusal.BODY_TOO_LARGE;
        case UNAVAILABLE -> Refusal.NO_ROOM_FOR_BODY;
        default -> Refusal.ENVELOPE_INVALID;
      };
    }
  },
  /** It is an envelope of the caller's own. */
  ENVELOPE {
    @Override
    Refusal refusal(KmsException why) {
      if (isTee(why)) {
        return Refusal.TEE_UNAVAILABLE;
      }
      return switch (why.kind()) {
        case FORBIDDEN -> Refusal.ENVELOPE_FOREIGN_KEY;
        case UNAUTHORIZED -> Refusal.ENVELOPE_REPLAYED;
        default -> Refusal.ENVELOPE_INVALID;
      };
    }
  };

  /** What to count {@code why}, which this check threw, as. */
  abstract Refusal refusal(KmsException why);

  private static boolean isTee(KmsException why) {
    return why instanceof TeeException;
  }
}
