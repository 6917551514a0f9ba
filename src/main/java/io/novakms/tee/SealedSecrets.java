package io.novakms.tee;

import io.novakms.crypto.MasterSecret;
import io.novakms.model.SecretHash;
import java.util.Optional;

/**
 * Master secrets that outlive the process, protected as well as the node's own keys are. Safe for
 * use by many threads.
 */
public interface SealedSecrets {
  /**
   * The secret with {@code hash}; empty where there is none.
   *
   * @throws TeeException where that can't be found out; the message says what to do
   */
  Optional<MasterSecret> find(SecretHash hash);

  /**
   * Keeps {@code secret}, and those that were kept before. When this returns, it outlives a loss of
   * power. Where it is kept already, nothing is written.
   *
   * @throws TeeException where it can't be kept; what was kept before still is
   */
  void keep(MasterSecret secret);
}
