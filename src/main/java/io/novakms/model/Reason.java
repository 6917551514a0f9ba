package io.novakms.model;

/** Why a node is not serving. The code is part of the node's interface: operators search for it. */
public enum Reason {
  /** No tick has finished yet. */
  STARTING("starting"),
  /** The chain could not be read, and the lease ran out. */
  CHAIN_UNREACHABLE("chain_unreachable"),
  /** The TEE could not be reached, and the lease ran out. */
  TEE_UNREACHABLE("tee_unreachable"),
  /** The registry does not list this node's wallet as an ACTIVE, verified instance of the KMS. */
  NOT_REGISTERED("not_registered"),
  /** The registered teePubkey is not this TEE's. */
  TEE_KEY_MISMATCH("tee_key_mismatch"),
  /** The chain shows no hash, and this node has no secret and may not make one. */
  AWAITING_BOOTSTRAP("awaiting_bootstrap"),
  /** Another node holds a secret and does not, or can't, set its hash. */
  AWAITING_HOLDER("awaiting_holder"),
  /** This node has sent its secret's hash and waits for the chain to show it. */
  AWAITING_CHAIN("awaiting_chain"),
  /** The transaction that sets the hash was refused. */
  HASH_REFUSED("hash_refused"),
  /** No peer gave a secret whose hash is the chain's, though one says that it has a secret. */
  SECRET_UNAVAILABLE("secret_unavailable"),
  /** No peer that answers has the secret whose hash the chain shows. */
  SECRET_LOST("secret_lost"),
  /** The node reads its journal. */
  JOURNAL_LOADING("journal_loading"),
  /** The node's journal can't be used; see the detail. */
  JOURNAL_UNUSABLE("journal_unusable"),
  /** This node made the master secret, and no other member has it yet. */
  AWAITING_COPY("awaiting_copy"),
  /** No peer gave a snapshot of the data yet. */
  AWAITING_SNAPSHOT("awaiting_snapshot"),
  /** The only snapshots that are to be had are longer than this node, or its TEE, can take. */
  SNAPSHOT_TOO_LARGE("snapshot_too_large"),
  /** This node's clock differs too much from the chain's or from its peers'. */
  CLOCK_SKEW("clock_skew"),
  /** No tick verified everything for as long as the lease lasts. */
  LEASE_EXPIRED("lease_expired"),
  /** An operator closed the gate. */
  DRAINED("drained"),
  /** The node is shutting down. */
  STOPPING("stopping"),
  /** A fault of the node itself; its log has more. */
  INTERNAL_ERROR("internal_error");

  private final String code;

  Reason(String code) {
    this.code = code;
  }

  /** The code that answers and logs carry. */
  public String code() {
    return code;
  }
}
