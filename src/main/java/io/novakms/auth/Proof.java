package io.novakms.auth;

import io.novakms.model.Wallet;

/**
 * A caller that has proven that it holds the key of a wallet, just now and for this one request.
 * That it may do anything is not said. Only this room makes one, so having one is having checked.
 */
public final class Proof {
  private final CallerKind kind;
  private final Wallet wallet;
  private final String signature;

  Proof(CallerKind kind, Wallet wallet, String signature) {
    this.kind = kind;
    this.wallet = wallet;
    this.signature = signature;
  }

  /** What the caller said it is. Whether it is one, the registry knows. */
  public CallerKind kind() {
    return kind;
  }

  /** The caller's wallet. */
  public Wallet wallet() {
    return wallet;
  }

  /** The caller's signature exactly as sent, which the answer's signature covers. */
  public String signature() {
    return signature;
  }

  @Override
  public String toString() {
    return "Proof[" + kind + ", " + wallet + "]";
  }
}
