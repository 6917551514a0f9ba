package io.novakms.registry;

import io.novakms.model.AppId;
import io.novakms.model.KmsException;
import io.novakms.model.KmsException.Kind;
import io.novakms.model.TeePublicKey;
import io.novakms.model.Wallet;
import io.novakms.registry.rpc.AppRegistryContract;
import io.novakms.registry.rpc.CallResults;
import io.novakms.registry.rpc.ChainException;
import io.novakms.registry.rpc.ContractRead;
import io.novakms.registry.rpc.ReadPlan;
import io.novakms.registry.rpc.UnreadableException;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * What it takes to know whether a wallet may call: its instance, that instance's app, and its
 * version (protocol, section 2).
 */
final class CallerPlan implements ReadPlan {
  private final AppRegistryContract apps;
  private final Wallet wallet;

  CallerPlan(AppRegistryContract apps, Wallet wallet) {
    this.apps = apps;
    this.wallet = wallet;
  }

  @Override
  public Set<ContractRead> needed(CallResults known) {
    Set<ContractRead> needed = new LinkedHashSet<>();
    needed.add(apps.getInstanceByWallet(wallet));
    try {
      instance(known)
          .ifPresent(
              instance -> {
                needed.add(app(instance));
                needed.add(version(instance));
              });
    } catch (UnreadableException e) {
      // No further reads; the judgement decodes the same answers.
    }
    return needed;
  }

  /**
   * Judges by {@code answers}.
   *
   * @throws KmsException of kind UNAUTHORIZED where the registry does not know the wallet, of kind
   *     FORBIDDEN where it does, and the wallet may not call
   * @throws ChainException where the contract did not answer: that says nothing about the wallet
   */
  AppCaller judge(CallResults answers) {
    try {
      // Older registries revert for a wallet that they don't know.
      if (answers.isRefused(apps.getInstanceByWallet(wallet))) {
        throw unknown();
      }
      Instance instance = instance(answers).orElseThrow(this::unknown);
      check(instance.wallet().equals(wallet), "its record is of another wallet");
      check(instance.status() == InstanceStatus.ACTIVE, "its instance is not ACTIVE");
      check(instance.zkVerified(), "its instance's attestation is not verified");
      checkApp(instance, answers.decode(app(instance), AppRecord::translate));
      checkVersion(instance, answers.decode(version(instance), VersionRecord::translate));
      return new AppCaller(instance.appId(), instance.id(), key(instance), wallet);
    } catch (UnreadableException e) {
      if (e.isUnanswered()) {
        throw new ChainException("the record of " + wallet + ": " + e.getMessage(), e);
      }
      throw forbidden("its record can't be read: " + e.getMessage());
    }
  }

  private Optional<Instance> instance(CallResults answers) {
    return answers.decode(apps.getInstanceByWallet(wallet), InstanceTranslator::translate);
  }

  private ContractRead app(Instance instance) {
    return apps.getApp(instance.appId());
  }

  private ContractRead version(Instance instance) {
    return apps.getVersion(instance.appId(), instance.versionId());
  }

  private void checkApp(Instance instance, AppRecord app) {
    // App id 0 derives the cluster's own keys.
    check(!instance.appId().equals(AppId.CLUSTER), "app id 0 is no app's");
    check(app.id().equals(instance.appId()), "there is no such app");
    check(app.status() == AppStatus.ACTIVE, "its app is not ACTIVE");
  }

  private void checkVersion(Instance instance, VersionRecord version) {
    check(version.id().equals(instance.versionId()), "there is no such version of its app");
    check(version.status() != VersionStatus.REVOKED, "its version is REVOKED");
  }

  private TeePublicKey key(Instance instance) {
    try {
      return TeePublicKey.parse(instance.teePublicKey());
    } catch (IllegalArgumentException e) {
      throw forbidden("its registered teePubkey is no P-384 key");
    }
  }

  private void check(boolean condition, String otherwise) {
    if (!condition) {
      throw forbidden(otherwise);
    }
  }

  private KmsException unknown() {
    return new KmsException(
        Kind.UNAUTHORIZED, "wallet " + wallet + " is not registered in NovaAppRegistry");
  }

  private KmsException forbidden(String why) {
    return new KmsException(
        Kind.FORBIDDEN, "wallet " + wallet + " may not call: " + why + " in NovaAppRegistry");
  }
}
