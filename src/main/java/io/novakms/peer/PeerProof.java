package io.novakms.peer;

import io.novakms.auth.Binding;
import io.novakms.auth.CallerKind;
import io.novakms.auth.ProofOfPossession;
import io.novakms.crypto.Eip191;
import io.novakms.model.KmsException;
import io.novakms.model.Wallet;
import io.novakms.tee.Tee;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;

/** The caller's side of proof of possession between peers (protocol, section 5). */
public final class PeerProof {
  private final Tee tee;
  private final Eip191 signatures;
  private final Clock clock;

  /** Proofs that {@code tee} signs, stamped by {@code clock}; {@code signatures} verifies. */
  public PeerProof(Tee tee, Eip191 signatures, Clock clock) {
    this.tee = tee;
    this.signatures = signatures;
    this.clock = clock;
  }

  /**
   * Headers that prove to {@code recipient}, once, that this node calls.
   *
   * @param nonce of that peer
   * @throws io.novakms.tee.TeeException where the TEE does not sign
   */
  Signed sign(Wallet recipient, String nonce) {
    Instant now = clock.instant();
    String timestamp = Long.toString(now.getEpochSecond());
    String message = ProofOfPossession.message(CallerKind.PEER, nonce, recipient, timestamp);
    return new Signed(recipient, tee.wallet(), nonce, timestamp, tee.signProof(message), now);
  }

  /**
   * Whether the recipient itself gave this very request the answer that begins so: its signature
   * covers the caller's, which covers a nonce.
   */
  boolean isAnswered(Signed request, PeerHttp.Head answer) {
    String message = ProofOfPossession.responseMessage(request.signature(), request.recipient());
    return answer
        .header(CallerKind.PEER.responseHeader())
        .filter(signature -> isBy(request.recipient(), message, signature))
        .isPresent();
  }

  private boolean isBy(Wallet wallet, String message, String signature) {
    try {
      return signatures.recover(message, signature).equals(wallet);
    } catch (KmsException e) {
      return false;
    }
  }

  /** The headers of one request. */
  record Signed(
      Wallet recipient,
      Wallet caller,
      String nonce,
      String timestamp,
      String signature,
      Instant at) {
    /** What belongs to the request that is proven with them. */
    Binding binding() {
      return Binding.of("POST", "/sync", signature);
    }

    Map<String, String> headers() {
      return Map.of(
          CallerKind.PEER.signatureHeader(), signature,
          CallerKind.PEER.nonceHeader(), nonce,
          CallerKind.PEER.timestampHeader(), timestamp,
          CallerKind.PEER.walletHeader(), caller.address());
    }
  }
}
