package io.novakms.peer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.novakms.auth.CallerAuthentication;
import io.novakms.auth.CallerKind;
import io.novakms.auth.ClientAddress;
import io.novakms.auth.NonceStore;
import io.novakms.auth.Proof;
import io.novakms.auth.ProofOfPossession;
import io.novakms.crypto.CryptoProviders;
import io.novakms.crypto.Eip191;
import io.novakms.crypto.MasterSecret;
import io.novakms.crypto.SecretSealing;
import io.novakms.crypto.StrictJson;
import io.novakms.model.KmsException;
import io.novakms.model.KmsException.Kind;
import io.novakms.model.TeePublicKey;
import io.novakms.model.Wallet;
import io.novakms.tee.Envelopes;
import io.novakms.tee.KeystoreTee;
import io.novakms.tee.ReplayGuard;
import io.novakms.tee.Tee;
import io.novakms.tee.TeeKeys;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

/** The server's side of the protocol between peers (sections 4 to 7), without HTTP. */
final class HonestPeer {
  private static final Duration POP_TIMEOUT = Duration.ofSeconds(120);

  private final CryptoProviders providers = CryptoProviders.available();
  private final Tee tee = new KeystoreTee(TeeKeys.generate(providers), providers);
  private final NonceStore nonces =
      new NonceStore(1000, POP_TIMEOUT, System::nanoTime, new SecureRandom());
  private final CallerAuthentication callers =
      new CallerAuthentication(
          new ProofOfPossession(
              tee::wallet, new Eip191(providers), nonces, Clock.systemUTC(), POP_TIMEOUT),
          false);
  private final Envelopes envelopes = new Envelopes(tee, new ReplayGuard(providers, 1000));
  private final Map<Wallet, TeePublicKey> known = new ConcurrentHashMap<>();
  private final Optional<MasterSecret> secret;

  /** A peer with fresh keys, and {@code secret} where it has one. */
  HonestPeer(Optional<MasterSecret> secret) {
    this.secret = secret;
  }

  /** A request that was found to be in order. */
  record Asked(Proof proof, TeePublicKey callerKey, String field, ObjectNode body) {
    String type() {
      return body.path("type").asText();
    }

    /** Of a {@code master_secret_request}. */
    TeePublicKey ecdhPublicKey() {
      return TeePublicKey.parse(body.path("ecdh_pubkey").asText());
    }
  }

  Tee tee() {
    return tee;
  }

  /** From now on, {@code caller} is a peer. */
  void know(Wallet caller, TeePublicKey key) {
    known.put(caller, key);
  }

  /** The answer of {@code GET /nonce}. */
  ObjectNode nonce() {
    return object().put("nonce", nonces.issue(new ClientAddress(InetAddress.getLoopbackAddress())));
  }

  /** The answer of {@code GET /status}. */
  ObjectNode status(String bootEpoch) {
    ObjectNode status = object();
    ObjectNode node =
        status
            .putObject("node")
            .put("tee_wallet", tee.wallet().address())
            .put("tee_pubkey", tee.publicKey().hex())
            .put("is_operator", true)
            .put("service_available", secret.isPresent())
            .put("master_secret_initialized", secret.isPresent())
            .put("boot_epoch", bootEpoch);
    node.putObject("master_secret").put("state", secret.isPresent() ? "seeded" : "uninitialized");
    node.putArray("protocol");
    return status;
  }

  /**
   * Checks everything that a node checks of a {@code POST /sync}.
   *
   * @throws KmsException where something is not in order
   */
  Asked receive(UnaryOperator<String> header, byte[] body) {
    Proof proof = callers.authenticate(CallerKind.PEER, header);
    TeePublicKey key =
        Optional.ofNullable(known.get(proof.wallet()))
            .orElseThrow(() -> new KmsException(Kind.FORBIDDEN, "the caller is no peer"));
    ObjectNode envelope = read(body);
    Envelopes.Opened opened = envelopes.open(key, envelope);
    Asked asked = new Asked(proof, key, opened.field(), (ObjectNode) opened.body());
    if (!asked.type().equals("master_secret_request")) {
      boolean signed =
          holding().keys().syncMac().verify(envelope, header.apply("x-sync-signature"));
      if (!signed) {
        throw new KmsException(Kind.FORBIDDEN, "x-sync-signature is not under the sync key");
      }
    }
    return asked;
  }

  /** The answer to {@code master_secret_request}. */
  ObjectNode secretFor(Asked asked) {
    return sealed(holding(), asked.ecdhPublicKey());
  }

  /** An answer that holds {@code secret}, sealed for {@code receiver}. */
  ObjectNode sealed(MasterSecret secret, TeePublicKey receiver) {
    ObjectNode answer = object().put("status", "ok");
    answer.set("sealed", new SecretSealing(providers).seal(receiver, secret).toJson());
    return answer;
  }

  /** The envelope around {@code answer}. */
  ObjectNode envelope(Asked asked, JsonNode answer) {
    return envelopes.seal(asked.callerKey(), answer, asked.field());
  }

  /** The signature on the answer to {@code asked}. */
  String signature(Asked asked) {
    return tee.sign(ProofOfPossession.responseMessage(asked.proof().signature(), tee.wallet()));
  }

  /** The nonce that goes along with an answer. */
  String nextNonce(Asked asked) {
    return nonces.issueNext(asked.proof());
  }

  private MasterSecret holding() {
    return secret.orElseThrow(
        () -> new KmsException(Kind.UNAVAILABLE, "this node has no verified secret"));
  }

  private static ObjectNode read(byte[] body) {
    try {
      return StrictJson.object(new ByteArrayInputStream(body));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }
}
