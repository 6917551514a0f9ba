package io.novakms.secret.custody;

import io.novakms.config.KmsConfig;
import io.novakms.diagnostics.LogContext;
import io.novakms.model.KmsException;
import io.novakms.model.KmsException.Kind;
import io.novakms.secret.VerifiedSecret;
import java.lang.System.Logger.Level;
import java.util.Optional;

/**
 * The custody file of the verified secret: made once for each secret, again where it could not be
 * made. One thread makes it; all may read.
 */
final class CurrentFile {
  private static final System.Logger LOG = LogContext.logger("io.novakms.secret");

  private final KmsConfig.Custody settings;
  private final CustodyFileMaker maker;
  private volatile CustodyFile file;
  private volatile String whyNone = "this node has not verified its master secret yet";

  /** None yet. */
  CurrentFile(KmsConfig.Custody settings, CustodyFileMaker maker) {
    this.settings = settings;
    this.maker = maker;
  }

  /** Makes the file of {@code secret}, where there are custodians and it is not made yet. */
  void keepOf(VerifiedSecret secret) {
    CustodyFile now = file;
    if (!settings.isOn() || now != null && now.cluster().secretHash().equals(secret.hash())) {
      return;
    }
    try {
      CustodyFile made = maker.make(secret);
      file = made;
      LOG.log(
          Level.INFO,
          "made custody file {0}: {1} of {2} shares make the master secret {3}",
          made.digest(),
          made.threshold(),
          made.entries().size(),
          secret.hash());
    } catch (KmsException e) {
      // The chain or the TEE does not answer; the next tick tries again.
      file = null;
      whyNone = e.getMessage();
      LOG.log(Level.WARNING, "no custody file could be made: " + e.getMessage());
    }
  }

  /** The file; empty where there is none yet. */
  Optional<CustodyFile> find() {
    return Optional.ofNullable(file);
  }

  /**
   * The file.
   *
   * @throws KmsException NOT_FOUND where there are no custodians; UNAVAILABLE where there is no
   *     file yet, with the reason
   */
  CustodyFile require() {
    if (!settings.isOn()) {
      throw new KmsException(Kind.NOT_FOUND, "this node has no custodians (KMS_CUSTODIANS)");
    }
    return find()
        .orElseThrow(
            () -> new KmsException(Kind.UNAVAILABLE, "there is no custody file yet: " + whyNone));
  }
}
