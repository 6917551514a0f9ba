package io.novakms.secret.custody;

import io.novakms.crypto.SecretShare;
import io.novakms.crypto.SecretSharing;
import io.novakms.crypto.ShareSealing;
import io.novakms.model.Custodian;
import io.novakms.model.Hex;
import io.novakms.model.SecretHash;
import io.novakms.secret.TestSecrets;
import io.novakms.tee.Tee;
import io.novakms.testing.TestCustodians;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Files that a dishonest node makes. */
final class Lies {
  private Lies() {}

  /** A file that is right in all but this: its shares make another secret than {@code claimed}. */
  static CustodyFile fileOfAnotherSecret(TestCustodians custodians, SecretHash claimed) {
    Tee tee = CustodyFiles.tee();
    ClusterIdentity cluster =
        new ClusterIdentity(
            BigInteger.valueOf(31_337),
            CustodyFiles.CHAIN.kmsAppId(),
            CustodyFiles.CHAIN.appRegistry(),
            CustodyFiles.CHAIN.kmsRegistry(),
            claimed);
    List<SecretShare> shares =
        new SecretSharing(CustodyFiles.CRYPTO).split(TestSecrets.secret(99), 2, 3);
    List<CustodyEntry> entries = new ArrayList<>();
    for (SecretShare share : shares) {
      Custodian custodian = custodians.all().get(share.index() - 1);
      byte[] context = CustodyFile.sealingContext(cluster, custodian.name(), share.index());
      entries.add(
          new CustodyEntry(
              custodian,
              share.index(),
              Hex.encode(share.commitment()),
              new ShareSealing(CustodyFiles.CRYPTO).seal(custodian.publicKey(), context, share)));
    }
    Instant now = Instant.EPOCH;
    String text = CustodyFile.textToSign(cluster, 2, now, entries, tee.wallet());
    return new CustodyFile(cluster, 2, now, entries, tee.wallet(), tee.sign(text));
  }
}
