package io.novakms.registry;

import io.novakms.model.AppId;
import io.novakms.model.TeePublicKey;
import io.novakms.model.Wallet;
import java.math.BigInteger;

/**
 * An app instance that may call: ACTIVE and zkVerified, of an ACTIVE app, on a version that is not
 * REVOKED (protocol, section 2).
 *
 * @param appId the app that it speaks for, never 0
 * @param instanceId its number in the registry
 * @param key the key that envelopes from and to it are sealed with
 * @param wallet its identity
 */
public record AppCaller(AppId appId, BigInteger instanceId, TeePublicKey key, Wallet wallet) {}
