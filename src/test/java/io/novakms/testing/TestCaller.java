package io.novakms.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.novakms.auth.CallerKind;
import io.novakms.auth.ProofOfPossession;
import io.novakms.crypto.CryptoProviders;
import io.novakms.crypto.Eip191;
import io.novakms.crypto.StrictJson;
import io.novakms.model.AppId;
import io.novakms.model.KmsException;
import io.novakms.model.TeePublicKey;
import io.novakms.model.Wallet;
import io.novakms.registry.AppCaller;
import io.novakms.registry.Member;
import io.novakms.tee.Envelope;
import io.novakms.tee.Envelopes;
import io.novakms.tee.KeystoreTee;
import io.novakms.tee.ReplayGuard;
import io.novakms.tee.Tee;
import io.novakms.tee.TeeKeys;
import java.math.BigInteger;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A caller with keys of its own, as an app or as a peer. */
public final class TestCaller {
  private final CallerKind kind;
  private final Tee tee;
  private final Tee onlooker;
  private final Envelopes envelopes;
  private final Wallet node;
  private final TeePublicKey nodeKey;
  private final Clock clock;

  /** A caller of {@code kind} that calls {@code node}. */
  public TestCaller(CallerKind kind, TestNode node) {
    this(kind, node.tee.wallet(), node.tee.publicKey(), node.clock);
  }

  /** A caller of {@code kind} that calls the node with this wallet and key. */
  public TestCaller(CallerKind kind, Wallet node, TeePublicKey nodeKey, Clock clock) {
    CryptoProviders crypto = CryptoProviders.available();
    this.kind = kind;
    TeeKeys keys = TeeKeys.generate(crypto);
    this.tee = new KeystoreTee(keys, crypto);
    this.onlooker = new KeystoreTee(keys, crypto);
    this.envelopes = new Envelopes(tee, new ReplayGuard(crypto, 1000));
    this.node = node;
    this.nodeKey = nodeKey;
    this.clock = clock;
  }

  public Wallet wallet() {
    return tee.wallet();
  }

  /** The key that its envelopes come from. */
  public TeePublicKey publicKey() {
    return tee.publicKey();
  }

  /** Its record, as an instance of {@code app} that may call. */
  public AppCaller instanceOf(AppId app) {
    return new AppCaller(app, BigInteger.ONE, tee.publicKey(), tee.wallet());
  }

  /** Its record, as a member of the cluster. */
  public Member member() {
    return Members.member(tee.wallet(), tee.publicKey(), "http://peer.example:8080");
  }

  /** The headers that prove who it is; a test may change them. */
  public Map<String, String> proof(String nonce) {
    String timestamp = Long.toString(clock.instant().getEpochSecond());
    String message = ProofOfPossession.message(kind, nonce, node, timestamp);
    Map<String, String> headers = new TreeMap<>();
    headers.put(kind.signatureHeader(), tee.sign(message));
    headers.put(kind.nonceHeader(), nonce);
    headers.put(kind.timestampHeader(), timestamp);
    headers.put(kind.walletHeader(), tee.wallet().address());
    return headers;
  }

  /** The lines of {@code headers} in a request. */
  public static List<String> lines(Map<String, String> headers) {
    return headers.entrySet().stream().map(h -> h.getKey() + ": " + h.getValue()).toList();
  }

  /** An envelope for the node that holds {@code body}. */
  public ObjectNode seal(JsonNode body) {
    return envelopes.seal(nodeKey, body, Envelope.FIELD);
  }

  /** An envelope for the node that holds {@code text} to the letter, be it JSON or not. */
  public ObjectNode sealText(String text) {
    return new Envelope(tee.publicKey(), tee.encrypt(nodeKey, text), Envelope.FIELD).toJson();
  }

  /** What the node's envelope {@code answer} holds. */
  public JsonNode open(String answer) {
    return envelopes.open(nodeKey, StrictJson.object(answer)).body();
  }

  /** As above, for an onlooker: {@link #open} can still open it. Empty where it is another's. */
  public Optional<JsonNode> peek(String answer) {
    Envelope envelope = Envelope.parse(StrictJson.object(answer));
    try {
      String plaintext = onlooker.decrypt(envelope.sender(), envelope.sealed());
      return Optional.of(StrictJson.value(plaintext));
    } catch (KmsException e) {
      return Optional.empty();
    }
  }

  /** Who signed the answer to the request with the headers {@code proof}. */
  public Wallet signerOfAnswer(Map<String, String> proof, RawHttp.Answer answer) {
    return new Eip191(CryptoProviders.available())
        .recover(
            ProofOfPossession.responseMessage(proof.get(kind.signatureHeader()), node),
            answer.header(kind.responseHeader()));
  }
}
