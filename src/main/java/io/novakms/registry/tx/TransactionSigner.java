package io.novakms.registry.tx;

import io.novakms.crypto.Keccak;
import io.novakms.model.Hex;
import io.novakms.model.SecretHash;
import io.novakms.registry.rpc.KmsRegistryContract;
import io.novakms.tee.Tee;
import io.novakms.tee.TeeException;
import io.novakms.tee.UnsignedTransaction;
import java.math.BigInteger;

/** Writes the transaction that sets the hash, and has the TEE sign it. */
final class TransactionSigner {
  private final Tee tee;
  private final KmsRegistryContract registry;

  TransactionSigner(Tee tee, KmsRegistryContract registry) {
    this.tee = tee;
    this.registry = registry;
  }

  /** A limit for what is estimated to take {@code estimate}: a quarter above it. */
  BigInteger gasLimit(BigInteger estimate) {
    return estimate.add(estimate.shiftRight(2));
  }

  /**
   * A signed transaction that sets {@code hash}.
   *
   * @throws TeeException where the TEE can't be reached, or gives no transaction
   */
  SentTransaction sign(
      SecretHash hash, long chainId, BigInteger nonce, Fees fees, BigInteger gasLimit) {
    String raw =
        tee.signTransaction(
                new UnsignedTransaction(
                    chainId,
                    nonce,
                    fees.priority(),
                    fees.max(),
                    gasLimit,
                    registry.address(),
                    BigInteger.ZERO,
                    Hex.decode(registry.setMasterSecretHash(hash))))
            .rawTransaction();
    try {
      byte[] bytes = Hex.decode(raw);
      // Computed here: the receipt is asked for by it, whatever the TEE says it is.
      return new SentTransaction(
          hash, fees, Hex.encodePrefixed(bytes), Hex.encodePrefixed(Keccak.hash(bytes)));
    } catch (IllegalArgumentException e) {
      throw new TeeException("the TEE gave a signed transaction that is not hex", e);
    }
  }
}
