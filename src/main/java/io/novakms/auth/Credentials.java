package io.novakms.auth;

import io.novakms.model.KmsException;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * What a caller sent to prove who it is: header values as they came, nothing of it verified.
 *
 * @param signature of the message that {@link ProofOfPossession#message} builds
 * @param nonce Base64, as the node handed it out
 * @param timestamp Unix seconds, decimal
 * @param wallet who the caller says it is, if it says so
 */
public record Credentials(
    String signature, String nonce, String timestamp, Optional<String> wallet) {
  /** Checks that everything is there. */
  public Credentials {
    Objects.requireNonNull(signature);
    Objects.requireNonNull(nonce);
    Objects.requireNonNull(timestamp);
    Objects.requireNonNull(wallet);
  }

  /**
   * Takes the headers of {@code kind} out of a request.
   *
   * @param header yields the value of a header, or null where it is missing
   * @throws KmsException of kind UNAUTHORIZED, naming the header, where one is missing
   */
  public static Credentials read(CallerKind kind, UnaryOperator<String> header) {
    return new Credentials(
        required(kind.signatureHeader(), header),
        required(kind.nonceHeader(), header),
        required(kind.timestampHeader(), header),
        Optional.ofNullable(header.apply(kind.walletHeader())));
  }

  private static String required(String name, UnaryOperator<String> header) {
    String value = header.apply(name);
    if (value == null || value.isEmpty()) {
      throw new KmsException(
          KmsException.Kind.UNAUTHORIZED,
          "the header " + name + " is missing: sign a nonce of GET /nonce");
    }
    return value;
  }

  /** Names the parts only: until it is used up, the nonce is worth something to others. */
  @Override
  public String toString() {
    return "Credentials[signature, nonce, timestamp" + wallet.map(w -> ", wallet").orElse("") + "]";
  }
}
