package io.novakms.auth;

import io.novakms.auth.UnprovenException.Flaw;
import io.novakms.crypto.Eip191;
import io.novakms.crypto.WalletSignature;
import io.novakms.model.KmsException;
import io.novakms.model.Wallet;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * Proof that a caller holds the key of its wallet (protocol, section 5): a signature over a nonce
 * of this node, this node's wallet and the time. A proof counts once, here, and now.
 *
 * <p>The checks come in this order, and for these reasons:
 *
 * <ol>
 *   <li>The form of nonce, time and signature, and whether the time is near this node's: nearly
 *       free, and nothing is learnt that the caller does not know.
 *   <li>Whether the nonce is unused: a look-up, so that this node recovers no signature for a
 *       caller that has not fetched a nonce, which is limited per client.
 *   <li>Who signed: the only costly step. Any well-formed signature has <em>some</em> signer.
 *   <li>Whether that is who the caller says it is, where it says so.
 *   <li>Using up the nonce, one atomic step that also checks whose nonce it is. Of several requests
 *       with one nonce, however they race, one passes.
 * </ol>
 *
 * <p>No failure before the last step uses a nonce up. So a caller without a good signature can use
 * up another caller's nonce only if it has overheard it, the nonce came from {@code GET /nonce},
 * and it leaves the wallet out; it can't use up a next nonce at all. The last step is not put off
 * until the registry has been asked, because then one nonce would be enough to have it asked any
 * number of times.
 *
 * <p>Every failure is a {@link KmsException} of kind UNAUTHORIZED, and all from the second step on
 * are alike: an answer does not tell whether a nonce exists. Safe for use by many threads.
 */
public final class ProofOfPossession {
  // Without sign, exponent or leading zero, and up to the year 33658.
  private static final Pattern UNIX_SECONDS = Pattern.compile("[1-9][0-9]{0,11}");

  private final Supplier<Wallet> self;
  private final Eip191 signatures;
  private final NonceStore nonces;
  private final Clock clock;
  private final Duration timeout;

  /**
   * Verifies callers of the node {@code self}.
   *
   * @param self the wallet that callers have to name; asked for at each use, since a TEE may not
   *     answer yet when the node is built
   * @param timeout how far a caller's time may lie before or after {@code clock}
   */
  public ProofOfPossession(
      Supplier<Wallet> self, Eip191 signatures, NonceStore nonces, Clock clock, Duration timeout) {
    this.self = self;
    this.signatures = signatures;
    this.nonces = nonces;
    this.clock = clock;
    this.timeout = timeout;
  }

  /**
   * Verifies {@code credentials} and uses their nonce up.
   *
   * @throws KmsException of kind UNAUTHORIZED where they prove nothing
   */
  public Proof verify(CallerKind kind, Credentials credentials) {
    Nonce nonce = nonce(kind, credentials);
    checkTimestamp(kind, credentials);
    checkForm(kind, credentials);
    if (!nonces.isUsable(nonce, kind)) {
      throw notProven(null);
    }
    Wallet signer = signer(kind, credentials);
    if (credentials.wallet().isPresent() && !claims(credentials.wallet(), signer)) {
      throw notProven(null);
    }
    if (!nonces.use(nonce, kind, signer)) {
      throw notProven(null);
    }
    return new Proof(kind, signer, credentials.signature());
  }

  /**
   * What a caller signs with EIP-191.
   *
   * @param nonce as the recipient handed it out
   * @param recipient the wallet of the node that is called
   * @param timestamp the time of signing in Unix seconds, as it is sent
   */
  public static String message(CallerKind kind, String nonce, Wallet recipient, String timestamp) {
    return kind.messagePrefix() + nonce + ":" + recipient + ":" + timestamp;
  }

  /**
   * What a node signs with EIP-191 to prove that the answer is its own.
   *
   * @param signature the caller's, exactly as sent
   * @param responder the wallet of the node that answers
   */
  public static String responseMessage(String signature, Wallet responder) {
    return "NovaKMS:Response:" + signature + ":" + responder;
  }

  private static Nonce nonce(CallerKind kind, Credentials credentials) {
    return Nonce.parse(credentials.nonce())
        .orElseThrow(
            () ->
                unproven(
                    Flaw.MALFORMED,
                    kind.nonceHeader() + " must be a nonce of GET /nonce as sent",
                    null));
  }

  private void checkTimestamp(CallerKind kind, Credentials credentials) {
    if (!UNIX_SECONDS.matcher(credentials.timestamp()).matches()) {
      throw unproven(
          Flaw.MALFORMED, kind.timestampHeader() + " must be Unix seconds, a decimal number", null);
    }
    Instant signed = Instant.ofEpochSecond(Long.parseLong(credentials.timestamp()));
    Instant now = clock.instant();
    Duration behind = Duration.between(signed, now);
    if (behind.abs().compareTo(timeout) > 0) {
      throw unproven(
          Flaw.WRONG_TIME,
          kind.timestampHeader()
              + (" is " + behind.abs().toSeconds() + " seconds ")
              + (behind.isNegative() ? "ahead of" : "behind")
              + (" this node's clock, which says " + now.getEpochSecond())
              + ("; at most "
                  + timeout.toSeconds()
                  + " are allowed: one of the two clocks is wrong"),
          null);
    }
  }

  private static void checkForm(CallerKind kind, Credentials credentials) {
    try {
      WalletSignature.parse(credentials.signature());
    } catch (IllegalArgumentException e) {
      throw unproven(
          Flaw.MALFORMED,
          kind.signatureHeader() + " must be 65 bytes r, s and v in hex, with v 0, 1, 27 or 28",
          e);
    }
  }

  private Wallet signer(CallerKind kind, Credentials credentials) {
    String message = message(kind, credentials.nonce(), self.get(), credentials.timestamp());
    try {
      return signatures.recover(message, credentials.signature());
    } catch (KmsException e) {
      throw notProven(e);
    }
  }

  private static boolean claims(Optional<String> wallet, Wallet signer) {
    try {
      return wallet.map(Wallet::parse).filter(signer::equals).isPresent();
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private KmsException notProven(Throwable cause) {
    return unproven(
        Flaw.NOT_PROVEN,
        "the signature proves nothing here: sign a fresh nonce with the key of the wallet that is"
            + " sent, if one is, for the recipient "
            + self.get(),
        cause);
  }

  private static KmsException unproven(Flaw flaw, String message, Throwable cause) {
    return new UnprovenException(flaw, message, cause);
  }
}
