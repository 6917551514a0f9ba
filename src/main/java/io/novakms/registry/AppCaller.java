package io.novakms.registry;

import io.novakms.model.AppId;
import io.novakms.model.TeePublicKey;
import io.novakms.model.Wallet;
import java.math.BigInteger;
import java.util.Objects;

/**
 * An app instance that may call: ACTIVE and zkVerified, of an ACTIVE app, on a version that is not
 * REVOKED (protocol, section 2).
 *
 * @param appId the app that it calls for, never 0
 * @param instanceId its number in the registry
 * @param key the key that envelopes from and to it are sealed with
 * @param wallet its identity
 */
public record AppCaller(AppId appId, BigInteger instanceId, TeePublicKey key, Wallet wallet) {
  /** Checks that everything is there, and that the app is not the cluster itself. */
  public AppCaller {
    Objects.requireNonNull(instanceId, "instanceId");
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(wallet, "wallet");
    // App 0's keys are the cluster's own: a caller with app id 0 could sign for the nodes.
    if (appId.equals(AppId.CLUSTER)) {
      throw new IllegalArgumentException("app id 0 is the cluster's, and no caller speaks for it");
    }
  }
}
