package io.novakms.model;

/** The forms of texts on the wire, as regular expressions (protocol, sections 3 to 7). */
public final class WireFormat {
  /** A lower-case wallet, as nodes send it. */
  public static final String WALLET = "^0x[0-9a-f]{40}$";

  /** A wallet as nodes accept it. */
  public static final String ANY_WALLET = "^(0[xX])?[0-9a-fA-F]{40}$";

  /** A P-384 key as DER SubjectPublicKeyInfo, in hex as nodes send it: 120 bytes. */
  public static final String TEE_PUBKEY = "^[0-9a-f]{240}$";

  /** A P-384 key in hex as nodes accept it: SubjectPublicKeyInfo or an uncompressed SEC1 point. */
  public static final String ANY_TEE_PUBKEY = "^(0[xX])?([0-9a-fA-F]{240}|[0-9a-fA-F]{194})$";

  /** A nonce of AES-GCM, 12 bytes in hex. */
  public static final String GCM_NONCE = "^[0-9a-f]{24}$";

  /** Hex of a ciphertext with its tag of 16 bytes at least. */
  public static final String CIPHERTEXT = "^([0-9a-f]{2}){16,}$";

  /** Padded Base64 of the standard alphabet. */
  public static final String BASE64 =
      "^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$";

  /** A nonce of a proof: 16 bytes in Base64. */
  public static final String NONCE = "^[A-Za-z0-9+/]{22}==$";

  /** The decimal number of an app. */
  public static final String APP_ID = "^(0|[1-9][0-9]{0,77})$";

  /** A whole number that is sent as text. */
  public static final String DIGITS = "^[0-9]{1,18}$";

  /** An EIP-191 signature: r, s and v. */
  public static final String SIGNATURE = "^0x[0-9a-f]{130}$";

  private WireFormat() {}
}
