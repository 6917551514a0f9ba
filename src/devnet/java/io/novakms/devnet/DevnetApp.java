package io.novakms.devnet;

import io.novakms.model.AppId;
import java.math.BigInteger;

/**
 * An app that may call the KMS: registered, with one instance.
 *
 * @param id its number in the registry
 * @param instance its instance's number
 * @param capsule its instance's TEE
 */
public record DevnetApp(AppId id, BigInteger instance, CapsuleEmulator capsule) {
  /** Its instance's keys. */
  public CapsuleIdentity identity() {
    return capsule.identity();
  }
}
