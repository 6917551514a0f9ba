package io.novakms.registry;

import io.novakms.model.AppId;
import io.novakms.model.Wallet;
import java.math.BigInteger;
import java.time.Instant;

/**
 * An instance as the registry has it. Its URL and key are its operator's text, unchecked.
 *
 * @param id its number, never 0
 * @param appId the app it runs
 * @param versionId the version it runs
 * @param operator who registered it
 * @param url where it says that it listens
 * @param teePublicKey the key it registered, in hex without prefix, as registered
 * @param wallet its TEE's wallet
 * @param zkVerified whether its attestation was verified
 * @param status its status
 * @param registeredAt when it was registered
 */
public record Instance(
    BigInteger id,
    AppId appId,
    BigInteger versionId,
    Wallet operator,
    String url,
    String teePublicKey,
    Wallet wallet,
    boolean zkVerified,
    InstanceStatus status,
    Instant registeredAt) {}
