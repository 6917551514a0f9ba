package io.novakms.registry;

import io.novakms.model.SecretHash;
import io.novakms.registry.rpc.ChainException;
import io.novakms.registry.tx.Submission;
import java.math.BigInteger;

/** The boundary to the two contracts, as the tick needs them. */
public interface Chain {
  /**
   * Reads membership and the hash, all at one block, in a number of HTTP requests that does not
   * depend on the number of members: at most 3, and 1 where nothing changed since the last call.
   *
   * @throws ChainException where that can't be done, or the chain's newest block is too old or
   *     below one that was read before; nothing of a half-read state is kept
   */
  ChainSnapshot read();

  /**
   * Brings {@code setMasterSecretHash(hash)} onto the chain: sends the transaction where none is
   * pending, else follows the pending one to its receipt, and replaces it by one with a higher fee
   * where it stays unmined too long. Returns at once; to be called at each tick as long as the
   * chain shows no hash.
   *
   * @throws ChainException where the chain can't be reached; what is pending stays known
   */
  Submission submit(SecretHash hash);

  /** The chain's id (EIP-155); asked for once and remembered. */
  BigInteger chainId();
}
