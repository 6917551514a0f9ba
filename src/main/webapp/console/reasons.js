// Why a gate is closed, and what an operator does about it: the README's table, word for word. A
// test holds the two together.

/** By reason code: what it means, and what to do. */
export const REASONS = {
  starting: {
    means: 'no tick has finished yet',
    todo: 'wait a moment; if it stays, read the log',
  },
  not_registered: {
    means: 'the registry doesn\'t list this node as ACTIVE, verified, on a version that is not REVOKED',
    todo: 'compare node.tee_wallet in /status with the registry; register the instance, or enroll its version',
  },
  tee_key_mismatch: {
    means: 'the registered teePubkey belongs to another TEE',
    todo: 'the enclave was started anew: register its present key (node.tee_pubkey)',
  },
  awaiting_bootstrap: {
    means: 'the chain has no hash, and this node may not set one',
    todo: 'start one node with KMS_BOOTSTRAP=generate on an ENROLLED version; if a peer is named, that one has to',
  },
  awaiting_holder: {
    means: 'another node holds a secret, and does not or can\'t set its hash',
    todo: 'the detail names it: let it set the hash, or seed this node with its secret, or stop it, and this node makes a new one',
  },
  awaiting_chain: {
    means: 'the hash was sent and isn\'t on the chain yet, or is there for less than 2 blocks',
    todo: 'wait some blocks; if it stays, see whether the chain makes blocks',
  },
  hash_refused: {
    means: 'the contract refused this node\'s hash',
    todo: 'the detail names the error: most often another node was first, and the next tick asks it for the secret; else check that the wallet has funds and that its version is ENROLLED',
  },
  secret_unavailable: {
    means: 'a member says that it has a secret, and none gave the one with the chain\'s hash',
    todo: 'see in the detail what each peer answered; start a node that has the secret, or seed one',
  },
  secret_lost: {
    means: 'no member that answers has the secret with the chain\'s hash',
    todo: 'start a node that has it; where all were lost, have custodians give their shares: the detail says how many are here, and how many are needed',
  },
  journal_loading: {
    means: 'this node reads its journal',
    todo: 'wait; the detail says how far it is',
  },
  journal_unusable: {
    means: 'this node\'s journal, in KMS_DATA_DIR, is damaged, open in another process, or its disk fails',
    todo: 'do what the detail says; see \'A journal that can\'t be used\' in docs/recover.md',
  },
  awaiting_copy: {
    means: 'this node made the master secret, and no other member has it yet',
    todo: 'let another member fetch it: it has to reach this node; a member that answers and will never have it is best removed from the registry',
  },
  awaiting_snapshot: {
    means: 'this node has the secret, but no member gave it the data yet',
    todo: 'bring another member up; KMS_OPEN_WITHOUT_SNAPSHOT=true if none is left that has it',
  },
  snapshot_too_large: {
    means: 'the members that have the data give it only in one piece, which is longer than this node or its TEE can take',
    todo: 'see \'A snapshot that is too large\' in docs/replication.md',
  },
  chain_unreachable: {
    means: 'the chain couldn\'t be read for as long as the lease lasts',
    todo: 'check NODE_URL from the node\'s machine',
  },
  tee_unreachable: {
    means: 'the TEE didn\'t answer for as long as the lease lasts',
    todo: 'check CAPSULE_API_URL and the enclave',
  },
  clock_skew: {
    means: 'this node\'s clock differs from the chain\'s blocks or from its peers\' clocks by more than MAX_CLOCK_SKEW_MS',
    todo: 'set the clock right (NTP); if the detail blames the chain and the clock is right, the provider at NODE_URL lags',
  },
  lease_expired: {
    means: 'no tick finished for as long as the lease lasts',
    todo: 'the machine or a call hangs: read the log, see last_tick in /status',
  },
  drained: {
    means: 'an operator drained it, and nothing else keeps it closed',
    todo: 'resume it; a restart does, too',
  },
  stopping: {
    means: 'the node is shutting down',
    todo: 'nothing',
  },
  internal_error: {
    means: 'a fault of the node itself',
    todo: 'the log has the whole story: report it',
  },
};
