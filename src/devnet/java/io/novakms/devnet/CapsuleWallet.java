package io.novakms.devnet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.novakms.model.Hex;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import org.web3j.crypto.Credentials;
import org.web3j.crypto.Hash;
import org.web3j.crypto.RawTransaction;
import org.web3j.crypto.Sign;
import org.web3j.crypto.SignedRawTransaction;
import org.web3j.crypto.TransactionDecoder;
import org.web3j.crypto.TransactionEncoder;
import org.web3j.utils.Numeric;

/**
 * The {@code /v1/eth} calls of the Capsule API. Signs through web3j, which shares no code with the
 * node's own signatures and transactions, so that each checks the other.
 */
final class CapsuleWallet {
  private static final int V_OFFSET = 27;
  private static final int ADDRESS_BYTES = 20;

  private final Credentials wallet;

  CapsuleWallet(Credentials wallet) {
    this.wallet = wallet;
  }

  /** Answers {@code GET /v1/eth/address}. */
  ObjectNode address() {
    BigInteger publicKey = wallet.getEcKeyPair().getPublicKey();
    return answer()
        .put("public_key", "0x04" + Numeric.toHexStringNoPrefixZeroPadded(publicKey, 128));
  }

  /** Answers {@code POST /v1/eth/sign}. */
  ObjectNode sign(JsonNode request) {
    requireFlag(request);
    byte[] message = text(request, "message").getBytes(StandardCharsets.UTF_8);
    Sign.SignatureData signature = Sign.signPrefixedMessage(message, wallet.getEcKeyPair());
    return answer().put("signature", hex(signature)).putNull("attestation");
  }

  /** Answers {@code POST /v1/eth/sign-tx}. */
  ObjectNode signTransaction(JsonNode request) {
    requireFlag(request);
    JsonNode payload = request.path("payload");
    if (!text(payload, "kind").equals("structured") || !payload.path("access_list").isEmpty()) {
      throw new IllegalArgumentException("a structured payload without access list is needed");
    }
    RawTransaction transaction =
        RawTransaction.createTransaction(
            number(payload, "chain_id").longValueExact(),
            number(payload, "nonce"),
            number(payload, "gas_limit"),
            Hex.encodePrefixed(Hex.decode(text(payload, "to"), ADDRESS_BYTES)),
            number(payload, "value"),
            Hex.encodePrefixed(Hex.decode(text(payload, "data"))),
            number(payload, "max_priority_fee_per_gas"),
            number(payload, "max_fee_per_gas"));
    byte[] raw = TransactionEncoder.signMessage(transaction, wallet);
    SignedRawTransaction signed =
        (SignedRawTransaction) TransactionDecoder.decode(Numeric.toHexString(raw));
    return answer()
        .put("raw_transaction", Numeric.toHexString(raw))
        .put("transaction_hash", Numeric.toHexString(Hash.sha3(raw)))
        .put("signature", hex(signed.getSignatureData()));
  }

  private ObjectNode answer() {
    return JsonNodeFactory.instance.objectNode().put("address", wallet.getAddress());
  }

  /** r, s and v, v 0 or 1 as the real one gives it, and not 27 or 28 as web3j does. */
  private static String hex(Sign.SignatureData signature) {
    int v = signature.getV()[0];
    return Numeric.toHexString(signature.getR())
        + Numeric.toHexStringNoPrefix(signature.getS())
        + Hex.encode(new byte[] {(byte) (v >= V_OFFSET ? v - V_OFFSET : v)});
  }

  private static void requireFlag(JsonNode request) {
    JsonNode flag = request.path("include_attestation");
    if (!flag.isMissingNode() && !flag.isBoolean()) {
      throw new IllegalArgumentException("include_attestation is true or false");
    }
  }

  private static BigInteger number(JsonNode json, String field) {
    return Numeric.decodeQuantity(text(json, field));
  }

  private static String text(JsonNode json, String field) {
    return CapsuleEmulator.text(json, field);
  }
}
