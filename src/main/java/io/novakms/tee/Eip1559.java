package io.novakms.tee;

import io.novakms.crypto.Keccak;
import io.novakms.crypto.WalletSignature;
import io.novakms.model.Hex;
import java.math.BigInteger;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;

/** The encoding of EIP-1559 transactions (type 2 of EIP-2718), with an empty access list. */
final class Eip1559 {
  private static final byte[] TYPE = {2};
  private static final int SCALAR_BYTES = 32;

  private Eip1559() {}

  /** The hash that the sender signs. */
  static byte[] signingHash(UnsignedTransaction transaction) {
    return Keccak.hash(TYPE, Rlp.list(fields(transaction)));
  }

  /** The transaction, ready to be sent. */
  static SignedTransaction signed(UnsignedTransaction transaction, WalletSignature signature) {
    byte[] raw =
        Rlp.concat(
            TYPE,
            Rlp.list(
                fields(transaction),
                Rlp.number(BigInteger.valueOf(signature.yParity())),
                Rlp.number(new BigInteger(1, signature.rs(), 0, SCALAR_BYTES)),
                Rlp.number(new BigInteger(1, signature.rs(), SCALAR_BYTES, SCALAR_BYTES))));
    return new SignedTransaction(Hex.encodePrefixed(raw), Hex.encodePrefixed(Keccak.hash(raw)));
  }

  /**
   * The signature of {@code raw}, which must be {@code transaction}, field by field, once signed.
   *
   * @throws IllegalArgumentException where it is anything else
   */
  static WalletSignature signatureOf(UnsignedTransaction transaction, byte[] raw) {
    try {
      // The signature is all that is not known yet. It is read from where it has to stand, and
      // then the whole is put together anew and compared.
      ByteBuffer in = ByteBuffer.wrap(raw, TYPE.length, raw.length - TYPE.length);
      Rlp.enterList(in);
      in.position(in.position() + fields(transaction).length);
      int yParity = Rlp.readPadded(in, 1)[0];
      byte[] rs = Rlp.concat(Rlp.readPadded(in, SCALAR_BYTES), Rlp.readPadded(in, SCALAR_BYTES));
      WalletSignature signature = new WalletSignature(rs, yParity);
      if (!signature.hasLowS()) {
        throw new IllegalArgumentException("s of the signature is in the upper half");
      }
      if (Hex.encodePrefixed(raw).equals(signed(transaction, signature).rawTransaction())) {
        return signature;
      }
    } catch (BufferUnderflowException | IndexOutOfBoundsException e) {
      throw new IllegalArgumentException("not a transaction: it ends too soon");
    }
    throw new IllegalArgumentException("another transaction than was asked for");
  }

  private static byte[] fields(UnsignedTransaction transaction) {
    return Rlp.concat(
        Rlp.number(BigInteger.valueOf(transaction.chainId())),
        Rlp.number(transaction.nonce()),
        Rlp.number(transaction.maxPriorityFeePerGas()),
        Rlp.number(transaction.maxFeePerGas()),
        Rlp.number(transaction.gasLimit()),
        Rlp.string(transaction.to().bytes()),
        Rlp.number(transaction.value()),
        Rlp.string(transaction.data()),
        Rlp.list());
  }
}
