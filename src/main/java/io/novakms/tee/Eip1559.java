package io.novakms.tee;

import io.novakms.crypto.Keccak;
import io.novakms.crypto.WalletSignature;
import io.novakms.model.Hex;
import java.util.Arrays;
import org.web3j.crypto.RawTransaction;
import org.web3j.crypto.Sign;
import org.web3j.crypto.Sign.SignatureData;
import org.web3j.crypto.SignedRawTransaction;
import org.web3j.crypto.TransactionDecoder;
import org.web3j.crypto.TransactionEncoder;

/** The encoding of EIP-1559 transactions (type 2 of EIP-2718), with an empty access list. */
final class Eip1559 {
  private static final int SCALAR_BYTES = 32;

  /**
   * The most that a signature adds: y parity, r and s, each with its prefix, and a longer prefix.
   */
  private static final int MAX_SIGNATURE_BYTES = 1 + 2 * (1 + SCALAR_BYTES) + 2;

  private Eip1559() {}

  /** The hash that the sender signs. */
  static byte[] signingHash(UnsignedTransaction transaction) {
    return Keccak.hash(unsigned(transaction));
  }

  /** The transaction, ready to be sent. */
  static SignedTransaction signed(UnsignedTransaction transaction, WalletSignature signature) {
    byte[] raw = raw(transaction, signature);
    return new SignedTransaction(Hex.encodePrefixed(raw), Hex.encodePrefixed(Keccak.hash(raw)));
  }

  /**
   * The signature of {@code raw}, which must be {@code transaction}, field by field, once signed.
   *
   * @throws IllegalArgumentException where it is anything else
   */
  static WalletSignature signatureOf(UnsignedTransaction transaction, byte[] raw) {
    // The decoder recurses into lists, so its input must not be longer than the transaction is.
    if (raw.length > unsigned(transaction).length + MAX_SIGNATURE_BYTES) {
      throw anotherTransaction();
    }
    WalletSignature signature = decodedSignature(raw);
    if (!signature.hasLowS()) {
      throw new IllegalArgumentException("s of the signature is in the upper half");
    }
    if (!Arrays.equals(raw, raw(transaction, signature))) {
      throw anotherTransaction();
    }
    return signature;
  }

  private static WalletSignature decodedSignature(byte[] raw) {
    SignatureData data;
    try {
      data =
          ((SignedRawTransaction) TransactionDecoder.decode(Hex.encodePrefixed(raw)))
              .getSignatureData();
    } catch (RuntimeException e) {
      // The decoder tells malformed input by many classes of exception, and documents none.
      throw new IllegalArgumentException("not a signed transaction", e);
    }
    byte[] rs = Arrays.copyOf(data.getR(), 2 * SCALAR_BYTES);
    System.arraycopy(data.getS(), 0, rs, SCALAR_BYTES, SCALAR_BYTES);
    return new WalletSignature(rs, data.getV()[0] - Sign.LOWER_REAL_V);
  }

  private static IllegalArgumentException anotherTransaction() {
    return new IllegalArgumentException("another transaction than was asked for");
  }

  private static byte[] unsigned(UnsignedTransaction transaction) {
    return TransactionEncoder.encode(fields(transaction));
  }

  private static byte[] raw(UnsignedTransaction transaction, WalletSignature signature) {
    byte[] rs = signature.rs();
    return TransactionEncoder.encode(
        fields(transaction),
        new SignatureData(
            (byte) (Sign.LOWER_REAL_V + signature.yParity()),
            Arrays.copyOfRange(rs, 0, SCALAR_BYTES),
            Arrays.copyOfRange(rs, SCALAR_BYTES, 2 * SCALAR_BYTES)));
  }

  private static RawTransaction fields(UnsignedTransaction transaction) {
    return RawTransaction.createTransaction(
        transaction.chainId(),
        transaction.nonce(),
        transaction.gasLimit(),
        transaction.to().address(),
        transaction.value(),
        Hex.encodePrefixed(transaction.data()),
        transaction.maxPriorityFeePerGas(),
        transaction.maxFeePerGas());
  }
}
