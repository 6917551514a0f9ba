package io.novakms.secret.custody;

import io.novakms.config.KmsConfig;
import io.novakms.crypto.CryptoProviders;
import io.novakms.crypto.SecretShare;
import io.novakms.crypto.SecretSharing;
import io.novakms.crypto.ShareSealing;
import io.novakms.model.Custodian;
import io.novakms.model.Hex;
import io.novakms.model.Wallet;
import io.novakms.secret.VerifiedSecret;
import io.novakms.tee.Tee;
import java.math.BigInteger;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Makes custody files: a new splitting each time, so that shares of two files never fit together.
 * Safe for use by many threads.
 */
public final class CustodyFileMaker {
  private static final int SIGNATURE_BYTES = 65;

  private final KmsConfig.Custody settings;
  private final KmsConfig.Chain contracts;
  private final Supplier<BigInteger> chainId;
  private final Tee tee;
  private final Clock clock;
  private final SecretSharing sharing;
  private final ShareSealing sealing;

  /**
   * A maker.
   *
   * @param settings the custodians and the threshold
   * @param contracts which contracts this node trusts
   * @param chainId asks the chain for its id
   * @param tee signs the file
   * @param crypto the libraries
   * @param clock dates the file
   */
  public CustodyFileMaker(
      KmsConfig.Custody settings,
      KmsConfig.Chain contracts,
      Supplier<BigInteger> chainId,
      Tee tee,
      CryptoProviders crypto,
      Clock clock) {
    this.settings = settings;
    this.contracts = contracts;
    this.chainId = chainId;
    this.tee = tee;
    this.clock = clock;
    this.sharing = new SecretSharing(crypto);
    this.sealing = new ShareSealing(crypto);
  }

  /**
   * A new file of {@code secret}; its shares are nowhere else once it is made.
   *
   * @throws io.novakms.registry.rpc.ChainException where the chain's id is not known yet, and can't
   *     be asked for
   * @throws io.novakms.tee.TeeException where the TEE can't be reached
   */
  public CustodyFile make(VerifiedSecret secret) {
    ClusterIdentity cluster =
        new ClusterIdentity(
            chainId.get(),
            contracts.kmsAppId(),
            contracts.appRegistry(),
            contracts.kmsRegistry(),
            secret.hash());
    Instant now = Instant.ofEpochMilli(clock.millis());
    Wallet signer = tee.wallet();
    List<CustodyEntry> entries = entries(cluster, secret);
    String signature =
        tee.sign(CustodyFile.textToSign(cluster, settings.threshold(), now, entries, signer));
    return new CustodyFile(
        cluster,
        settings.threshold(),
        now,
        entries,
        signer,
        Hex.encodePrefixed(Hex.decode(signature, SIGNATURE_BYTES)));
  }

  private List<CustodyEntry> entries(ClusterIdentity cluster, VerifiedSecret secret) {
    List<Custodian> custodians = settings.custodians();
    List<SecretShare> shares =
        sharing.split(secret.secret(), settings.threshold(), custodians.size());
    try {
      List<CustodyEntry> entries = new ArrayList<>();
      for (int i = 0; i < custodians.size(); i++) {
        entries.add(entry(cluster, custodians.get(i), shares.get(i)));
      }
      return entries;
    } finally {
      shares.forEach(SecretShare::destroy);
    }
  }

  private CustodyEntry entry(ClusterIdentity cluster, Custodian custodian, SecretShare share) {
    byte[] context = CustodyFile.sealingContext(cluster, custodian.name(), share.index());
    return new CustodyEntry(
        custodian,
        share.index(),
        Hex.encode(share.commitment()),
        sealing.seal(custodian.publicKey(), context, share));
  }
}
