package io.novakms.metrics;

/** Why a request was rejected: each constant names the check that failed. */
public enum Refusal {
  /** The gate is closed. */
  GATE_CLOSED,
  /** It sends too often. */
  RATE_LIMITED,
  /** A part of its proof is missing or has another form. */
  PROOF_MALFORMED,
  /** It signed too long ago, or its clock is off. */
  PROOF_WRONG_TIME,
  /** Its nonce can't be used, or its signature is not that of its wallet. */
  PROOF_INVALID,
  /** The registry does not vouch for its wallet. */
  NOT_REGISTERED,
  /** The registry can't be asked about its wallet. */
  REGISTRY_UNAVAILABLE,
  /** Its body is larger than is allowed. */
  BODY_TOO_LARGE,
  /** Too many long bodies are under way, or too many requests of this peer. */
  NO_ROOM_FOR_BODY,
  /** Its body is no envelope, or does not decrypt. */
  ENVELOPE_INVALID,
  /** Its envelope comes from another key than the registry has for it. */
  ENVELOPE_FOREIGN_KEY,
  /** Its envelope was received before. */
  ENVELOPE_REPLAYED,
  /** The TEE that opens envelopes can't be reached. */
  TEE_UNAVAILABLE
}
