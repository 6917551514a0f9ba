package io.novakms.secret.custody;

import io.novakms.crypto.MasterSecret;
import io.novakms.crypto.SecretShare;
import io.novakms.crypto.SecretSharing;
import io.novakms.model.SecretHash;
import io.novakms.secret.MasterSecretHolder;
import io.novakms.secret.custody.ShareVerdict.Result;
import java.util.List;

/**
 * Combines shares into the master secret. The secret is kept only for a recovery, and only where it
 * has the chain's hash; otherwise it is destroyed at once.
 */
final class ShareCombiner {
  private final SecretSharing sharing;
  private final MasterSecretHolder holder;

  /** A combiner that hands recovered secrets to {@code holder}. */
  ShareCombiner(SecretSharing sharing, MasterSecretHolder holder) {
    this.sharing = sharing;
    this.holder = holder;
  }

  /**
   * Combines {@code shares}, as many as their file's threshold says.
   *
   * @param hash of the secret that they should make
   */
  Result combine(Purpose purpose, List<SecretShare> shares, SecretHash hash) {
    MasterSecret made;
    try {
      made = sharing.combine(shares);
    } catch (IllegalArgumentException e) {
      // The shares combine to zeros.
      return Result.OF_ANOTHER_SECRET;
    }
    return purpose == Purpose.RECOVER ? recover(made, hash) : rehearse(made, hash);
  }

  private Result recover(MasterSecret made, SecretHash hash) {
    if (holder.recovered(made, hash)) {
      return Result.RECOVERED;
    }
    made.destroy();
    return Result.OF_ANOTHER_SECRET;
  }

  private static Result rehearse(MasterSecret made, SecretHash hash) {
    made.destroy();
    return made.hash().equals(hash) ? Result.REHEARSED : Result.OF_ANOTHER_SECRET;
  }
}
