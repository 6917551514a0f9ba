package io.novakms.auth;

import io.novakms.model.KmsException;
import io.novakms.model.Wallet;
import java.util.function.UnaryOperator;

/** Says who sent a request, from its headers. Safe for use by many threads. */
public final class CallerAuthentication {
  /** The header that stands in for the app headers during development. */
  public static final String DEV_HEADER = "x-tee-wallet";

  private final ProofOfPossession proofs;
  private final boolean devIdentity;

  /**
   * Authentication by proof of possession.
   *
   * @param devIdentity whether {@value #DEV_HEADER} alone makes an app: never in an enclave
   */
  public CallerAuthentication(ProofOfPossession proofs, boolean devIdentity) {
    this.proofs = proofs;
    this.devIdentity = devIdentity;
  }

  /**
   * The caller of {@code kind} that sent a request.
   *
   * @param header yields the value of a header, or null where it is missing
   * @return who it is; with a development identity its signature is empty
   * @throws KmsException of kind UNAUTHORIZED where that is not proven
   */
  public Proof authenticate(CallerKind kind, UnaryOperator<String> header) {
    if (devIdentity && kind == CallerKind.APP && header.apply(kind.signatureHeader()) == null) {
      String wallet = header.apply(DEV_HEADER);
      if (wallet != null) {
        return assumed(wallet);
      }
    }
    return proofs.verify(kind, Credentials.read(kind, header));
  }

  private static Proof assumed(String wallet) {
    try {
      return new Proof(CallerKind.APP, Wallet.parse(wallet), "");
    } catch (IllegalArgumentException e) {
      throw new KmsException(
          KmsException.Kind.UNAUTHORIZED, DEV_HEADER + " must be an address in hex", e);
    }
  }
}
