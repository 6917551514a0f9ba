package io.novakms.tee;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.novakms.crypto.CryptoProviders;
import io.novakms.crypto.Eip191;
import io.novakms.crypto.WalletSignature;
import io.novakms.model.Hex;
import io.novakms.model.KmsException;
import io.novakms.model.TeePublicKey;
import io.novakms.model.Wallet;
import java.math.BigInteger;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/**
 * The TEE of a real enclave, behind the Capsule API on this machine (protocol, section 9). It holds
 * no key. It checks the API's answers where it can: a signature must recover to this wallet (of
 * proofs a sample, see {@link SignatureSampling}), and a signed transaction must equal the
 * requested one field by field. The wallet and the public key are asked for when they are first
 * needed, and then only by {@link #identityNow()}. Safe for use by many threads.
 */
public final class CapsuleTee implements Tee {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final int RANDOM_BYTES = 32;
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BYTES = 16;

  /** In JSON a character takes six bytes at most, as an escape. */
  private static final long LONGEST_ESCAPE = 6;

  private final CapsuleClient capsule;
  private final Eip191 eip191;
  private final SignatureSampling sampling = new SignatureSampling();
  private final AtomicReference<Wallet> wallet = new AtomicReference<>();
  private final AtomicReference<TeePublicKey> publicKey = new AtomicReference<>();

  /**
   * The TEE whose API is at {@code url}; asks nothing yet.
   *
   * @param timeout of each call as a whole
   * @param providers the library that checks signatures
   * @param transports carries the calls
   */
  public CapsuleTee(
      URI url, Duration timeout, CryptoProviders providers, CapsuleTransport.Factory transports) {
    this.capsule = new CapsuleClient(url, timeout, transports);
    this.eip191 = new Eip191(providers);
  }

  @Override
  public Wallet wallet() {
    return once(wallet, this::askWallet);
  }

  @Override
  public TeePublicKey publicKey() {
    return once(publicKey, this::askPublicKey);
  }

  @Override
  public TeeIdentity identityNow() {
    return watched(() -> new TeeIdentity(askWallet(), askPublicKey()));
  }

  @Override
  public Optional<TeeIdentity> knownIdentity() {
    Wallet knownWallet = wallet.get();
    TeePublicKey knownKey = publicKey.get();
    return knownWallet == null || knownKey == null
        ? Optional.empty()
        : Optional.of(new TeeIdentity(knownWallet, knownKey));
  }

  @Override
  public String sign(String message) {
    return sign(message, true);
  }

  @Override
  public String signProof(String message) {
    SignatureSampling.Sample sample = sampling.next();
    String signature = sign(message, sample.isDue());
    if (sample.isDue()) {
      sampling.passed(sample);
    }
    return signature;
  }

  private String sign(String message, boolean verified) {
    return watched(
        () -> {
          CapsuleResponse answer =
              capsule.post(
                  "/v1/eth/sign",
                  JSON.objectNode().put("message", message).put("include_attestation", false),
                  CapsuleClient.SMALL_ANSWER_BYTES);
          WalletSignature signature = answer.read("signature", WalletSignature::parse);
          return answer.check(
              "signature",
              signature.hex(),
              s -> !verified || eip191.recover(message, s).equals(wallet()));
        });
  }

  @Override
  public SignedTransaction signTransaction(UnsignedTransaction transaction) {
    ObjectNode request = JSON.objectNode().put("include_attestation", false);
    request.set("payload", payload(transaction));
    CapsuleResponse answer =
        capsule.post(
            "/v1/eth/sign-tx",
            request,
            2L * transaction.data().length + CapsuleClient.SMALL_ANSWER_BYTES);
    SignedTransaction signed =
        answer.read("raw_transaction", raw -> checked(transaction, Hex.decode(raw)));
    byte[] hash = answer.read("transaction_hash", Hex::decode);
    return answer.check(
        "transaction_hash", signed, s -> s.transactionHash().equals(Hex.encodePrefixed(hash)));
  }

  @Override
  public byte[] random(int length) {
    byte[] random = new byte[length];
    for (int done = 0; done < length; done += RANDOM_BYTES) {
      System.arraycopy(chunk(), 0, random, done, Math.min(RANDOM_BYTES, length - done));
    }
    return random;
  }

  @Override
  public Sealed encrypt(TeePublicKey receiver, String plaintext) {
    return watched(() -> encrypted(receiver, plaintext));
  }

  private Sealed encrypted(TeePublicKey receiver, String plaintext) {
    int length = plaintext.getBytes(StandardCharsets.UTF_8).length;
    CapsuleResponse answer =
        capsule.post(
            "/v1/encryption/encrypt",
            JSON.objectNode().put("plaintext", plaintext).put("client_public_key", receiver.hex()),
            2L * length + CapsuleClient.SMALL_ANSWER_BYTES);
    // Sealed under another key, the receiver would take it for a forgery.
    TeePublicKey sender = answer.read("enclave_public_key", TeePublicKey::parse);
    answer.check("enclave_public_key", sender, publicKey()::equals);
    byte[] nonce = answer.read("nonce", text -> Hex.decode(text, NONCE_BYTES));
    byte[] ciphertext = answer.read("encrypted_data", text -> Hex.decode(text, length + TAG_BYTES));
    return new Sealed(nonce, ciphertext);
  }

  @Override
  public String decrypt(TeePublicKey sender, Sealed sealed) {
    return watched(() -> decrypted(sender, sealed));
  }

  private String decrypted(TeePublicKey sender, Sealed sealed) {
    int length = sealed.ciphertext().length - TAG_BYTES;
    try {
      CapsuleResponse answer =
          capsule.post(
              "/v1/encryption/decrypt",
              JSON.objectNode()
                  .put("nonce", Hex.encode(sealed.nonce()))
                  .put("client_public_key", sender.hex())
                  .put("encrypted_data", Hex.encode(sealed.ciphertext())),
              LONGEST_ESCAPE * length + CapsuleClient.SMALL_ANSWER_BYTES);
      String plaintext = answer.read("plaintext", text -> text);
      return answer.check(
          "plaintext", plaintext, p -> p.getBytes(StandardCharsets.UTF_8).length == length);
    } catch (CapsuleRefusal e) {
      if (e.isAboutTheInput()) {
        throw new KmsException(
            KmsException.Kind.BAD_REQUEST,
            "the envelope is not authentic, or its nonce was used before",
            e);
      }
      throw e;
    }
  }

  /** What {@code operation} gives; where the TEE fails in it, the next signature is verified. */
  private <T> T watched(Supplier<T> operation) {
    try {
      return operation.get();
    } catch (TeeException e) {
      sampling.failed();
      throw e;
    }
  }

  private byte[] chunk() {
    CapsuleResponse answer = capsule.get("/v1/random");
    byte[] bytes = answer.read("random_bytes", text -> Hex.decode(text, RANDOM_BYTES));
    return answer.check("random_bytes", bytes, b -> !Arrays.equals(b, new byte[RANDOM_BYTES]));
  }

  /** {@code raw}, where it is {@code transaction}, signed with this wallet's key. */
  private SignedTransaction checked(UnsignedTransaction transaction, byte[] raw) {
    WalletSignature signature = Eip1559.signatureOf(transaction, raw);
    if (!eip191.recover(Eip1559.signingHash(transaction), signature).equals(wallet())) {
      throw new IllegalArgumentException("signed with another key than this wallet's");
    }
    return Eip1559.signed(transaction, signature);
  }

  private static ObjectNode payload(UnsignedTransaction transaction) {
    ObjectNode payload =
        JSON.objectNode()
            .put("kind", "structured")
            .put("chain_id", quantity(BigInteger.valueOf(transaction.chainId())))
            .put("nonce", quantity(transaction.nonce()))
            .put("max_priority_fee_per_gas", quantity(transaction.maxPriorityFeePerGas()))
            .put("max_fee_per_gas", quantity(transaction.maxFeePerGas()))
            .put("gas_limit", quantity(transaction.gasLimit()))
            .put("to", transaction.to().address())
            .put("value", quantity(transaction.value()))
            .put("data", Hex.encodePrefixed(transaction.data()));
    payload.putArray("access_list");
    return payload;
  }

  private static String quantity(BigInteger value) {
    return "0x" + value.toString(16);
  }

  private Wallet askWallet() {
    return capsule.get("/v1/eth/address").read("address", Wallet::parse);
  }

  private TeePublicKey askPublicKey() {
    return capsule.get("/v1/encryption/public_key").read("public_key_der", TeePublicKey::parse);
  }

  /**
   * What {@code cell} holds, or else what {@code source} gives, from then on. No lock is held while
   * the source is asked: where it hangs, callers must not queue up behind one another.
   */
  private static <T> T once(AtomicReference<T> cell, Supplier<T> source) {
    T known = cell.get();
    if (known != null) {
      return known;
    }
    cell.compareAndSet(null, source.get());
    return cell.get();
  }
}
