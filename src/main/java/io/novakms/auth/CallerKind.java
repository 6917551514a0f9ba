package io.novakms.auth;

/** The two kinds of caller that prove who they are, and what tells them apart (section 5). */
public enum CallerKind {
  /** An instance of an app. */
  APP("NovaKMS:AppAuth:", "x-app-", "X-KMS-Response-Signature"),
  /** Another node. */
  PEER("NovaKMS:Auth:", "x-kms-", "X-KMS-Peer-Signature");

  private final String messagePrefix;
  private final String headerPrefix;
  private final String responseHeader;

  CallerKind(String messagePrefix, String headerPrefix, String responseHeader) {
    this.messagePrefix = messagePrefix;
    this.headerPrefix = headerPrefix;
    this.responseHeader = responseHeader;
  }

  /** The header of the caller's signature. */
  public String signatureHeader() {
    return headerPrefix + "signature";
  }

  /** The header of the nonce. */
  public String nonceHeader() {
    return headerPrefix + "nonce";
  }

  /** The header of the time of signing. */
  public String timestampHeader() {
    return headerPrefix + "timestamp";
  }

  /** The header, which may be missing, of the caller's wallet. */
  public String walletHeader() {
    return headerPrefix + "wallet";
  }

  /** The header in which this node proves to the caller who answers. */
  public String responseHeader() {
    return responseHeader;
  }

  /** How the message begins that the caller signs. */
  public String messagePrefix() {
    return messagePrefix;
  }
}
