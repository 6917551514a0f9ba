package io.novakms.registry;

/**
 * An instance of the KMS's own app, with the status of its version.
 *
 * @param instance the instance
 * @param versionStatus the status of {@code instance.versionId()}
 */
public record Member(Instance instance, VersionStatus versionStatus) {
  /**
   * Whether the registry vouches for it: ACTIVE, zkVerified, on a version that is not REVOKED
   * (protocol, section 2). Its key and URL are not looked at.
   */
  public boolean isVouchedFor() {
    return instance.status() == InstanceStatus.ACTIVE
        && instance.zkVerified()
        && versionStatus != VersionStatus.REVOKED;
  }
}
