package io.novakms.http.api;

import io.novakms.model.WireFormat;
import io.novakms.secret.custody.ShareOffer;
import java.math.BigInteger;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The messages of custody, for their description: {@code secret.custody} reads and writes them. */
final class CustodyBodies {
  private static final String HEX_32 = "^[0-9a-f]{64}$";

  private CustodyBodies() {}

  /** A share of the master secret, offered by its custodian. */
  @Schema(
      name = "CustodyBodies.Offer",
      description = "A share of the master secret, offered by its custodian.")
  record Offer(
      @Schema(description = "`custody_share`", constValue = ShareOffer.TYPE) String type,
      @Schema(
              description = "`recover` the secret, or `rehearse` that",
              enumeration = {"recover", "rehearse"})
          String purpose,
      @Schema(description = "The file that the share is of") File custodyFile,
      @Schema(description = "Index of the share in the file", minimum = "1", maximum = "255")
          int index,
      @Schema(description = "The share: 32 bytes in hex", pattern = "^(0[xX])?[0-9a-fA-F]{64}$")
          String share,
      @Schema(
              description =
                  "When it was sent, in Unix milliseconds; as near to the node's clock as the"
                      + " time of a proof")
          long atMs) {}

  /** What became of the share. */
  @Schema(name = "CustodyBodies.Verdict", description = "What became of the share.")
  record Verdict(
      @Schema(
              description =
                  "`counted`: more are needed; `recovered`: the node has the secret again;"
                      + " `rehearsed`: the shares make the secret that the node has;"
                      + " `of_another_secret`: they make another one",
              enumeration = {"counted", "recovered", "rehearsed", "of_another_secret"})
          String result,
      @Schema(description = "The giver's name in the file") String custodian,
      @Schema(
              description = "How many shares of that file were given for this purpose",
              minimum = "1")
          int given,
      @Schema(description = "How many make the secret", minimum = "2") int needed) {}

  /**
   * The master secret in shares, one sealed to each custodian. Canonical JSON: its bytes are those
   * that the node made and signed.
   */
  @Schema(
      name = "CustodyBodies.File",
      description =
          "The master secret in shares, one sealed to each custodian. Canonical JSON:"
              + " its bytes are those that the node made and signed.")
  record File(
      @Schema(description = "`nova-kms-custody-1`", constValue = "nova-kms-custody-1")
          String format,
      @Schema(description = "What the secret is of") Cluster cluster,
      @Schema(description = "How many shares make the secret", minimum = "2", maximum = "64")
          int threshold,
      @Schema(description = "When it was made, in Unix milliseconds") long createdAtMs,
      @Schema(description = "Who they are, in the order of their indices")
          List<Custodian> custodians,
      @Schema(description = "The wallet of the node that made it", pattern = WireFormat.WALLET)
          String signer,
      @Schema(
              description =
                  "Its EIP-191 signature over `NovaKMS:Custody:` and, in hex, the SHA-256 of the"
                      + " file's canonical JSON without this field",
              pattern = WireFormat.SIGNATURE)
          String signature) {}

  /** A cluster and its secret. */
  @Schema(name = "CustodyBodies.Cluster", description = "A cluster and its secret.")
  record Cluster(
      @Schema(description = "Id of the chain") BigInteger chainId,
      @Schema(description = "The app whose instances are the nodes") BigInteger kmsAppId,
      @Schema(description = "The contract that says who they are", pattern = WireFormat.WALLET)
          String novaAppRegistry,
      @Schema(description = "The contract that has the hash", pattern = WireFormat.WALLET)
          String kmsRegistry,
      @Schema(description = "The keccak256 of the secret, in hex", pattern = HEX_32)
          String masterSecretHash) {}

  /** A custodian and its share. */
  @Schema(name = "CustodyBodies.Custodian", description = "A custodian and its share.")
  record Custodian(
      @Schema(description = "Name of the custodian") String name,
      @Schema(
              description = "The P-384 key that the share is sealed to",
              pattern = WireFormat.TEE_PUBKEY)
          String publicKey,
      @Schema(description = "Index of the share", minimum = "1", maximum = "255") int index,
      @Schema(
              description =
                  "SHA-256 over `nova-kms:custody-commitment:v1`, the index as one byte and the"
                      + " share, in hex",
              pattern = HEX_32)
          String commitment,
      @Schema(description = "The share, for the holder of that key alone")
          SealedShare sealedShare) {}

  /**
   * A sealed share: ECDH, then HKDF-SHA256 with the salt {@code nova-kms:custody-share:v1} and, as
   * info, the canonical JSON of the cluster, the index and the name; then AES-256-GCM.
   */
  @Schema(
      name = "CustodyBodies.SealedShare",
      description =
          "A sealed share: ECDH, then HKDF-SHA256 with the salt"
              + " `nova-kms:custody-share:v1` and, as info, the canonical JSON of the cluster,"
              + " the index and the name; then AES-256-GCM.")
  record SealedShare(
      @Schema(
              description = "A key that was made for this one share",
              pattern = WireFormat.TEE_PUBKEY)
          String ephemeralPubkey,
      @Schema(description = "12 bytes", pattern = WireFormat.GCM_NONCE) String nonce,
      @Schema(description = "The share and the tag", pattern = "^[0-9a-f]{96}$")
          String encryptedData) {}
}
