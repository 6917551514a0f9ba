package io.novakms.registry;

import io.novakms.diagnostics.LogContext;
import io.novakms.model.AppId;
import io.novakms.model.SecretHash;
import io.novakms.model.Wallet;
import io.novakms.registry.rpc.AbiReader;
import io.novakms.registry.rpc.CallResults;
import io.novakms.registry.rpc.ChainException;
import io.novakms.registry.rpc.ContractRead;
import io.novakms.registry.rpc.Reading;
import io.novakms.registry.rpc.UnreadableException;
import java.lang.System.Logger.Level;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Makes a {@link ChainSnapshot} of what the contracts answered. A record that is missing, malformed
 * or contradicts the list that it comes from is left out, with the reason; the others stay.
 */
final class SnapshotAssembler {
  private static final System.Logger LOG = LogContext.logger("io.novakms.registry");

  private final MembershipPlan plan;
  private final AppId app;

  SnapshotAssembler(MembershipPlan plan, AppId app) {
    this.plan = plan;
    this.app = app;
  }

  /**
   * The snapshot that {@code reading} gives.
   *
   * @throws ChainException where the hash or the list of members can't be read
   */
  ChainSnapshot assemble(Reading reading) {
    CallResults answers = reading.answers();
    Optional<SecretHash> hash = hash(answers);
    Found found = new Found(answers);
    if (plan.isLegacy(answers)) {
      found.addLegacy();
    } else {
      found.addListed();
    }
    return new ChainSnapshot(
        reading.block(),
        hash,
        List.copyOf(found.members.values()),
        found.unreadable,
        reading.requests());
  }

  private Optional<SecretHash> hash(CallResults answers) {
    try {
      byte[] bytes = answers.decode(plan.hash(), hex -> AbiReader.of(hex).word(0));
      return Arrays.equals(bytes, new byte[SecretHash.BYTES])
          ? Optional.empty()
          : Optional.of(SecretHash.of(bytes));
    } catch (UnreadableException e) {
      throw new ChainException(
          "the master secret's hash can't be read from KMS_REGISTRY_ADDRESS: " + e.getMessage(), e);
    }
  }

  private static ChainException noMembers(UnreadableException cause) {
    return new ChainException(
        "the members of KMS_APP_ID can't be read from NOVA_APP_REGISTRY_ADDRESS: "
            + cause.getMessage(),
        cause);
  }

  /** What has been found so far, of one reading. */
  private final class Found {
    private final CallResults answers;
    private final Map<Wallet, Member> members = new LinkedHashMap<>();
    private final Map<Wallet, String> unreadable = new LinkedHashMap<>();

    /** Of an older registry, each wallet's newest instance. */
    private final Map<Wallet, BigInteger> newest = new LinkedHashMap<>();

    Found(CallResults answers) {
      this.answers = answers;
    }

    void addListed() {
      try {
        for (Wallet wallet : plan.listed(answers)) {
          addListed(wallet);
        }
      } catch (UnreadableException e) {
        throw noMembers(e);
      }
    }

    private void addListed(Wallet wallet) {
      try {
        Instance instance = decode(plan.instance(wallet));
        if (!instance.wallet().equals(wallet)) {
          throw UnreadableException.malformed("its record is of another wallet");
        }
        members.put(wallet, member(instance));
      } catch (UnreadableException e) {
        unreadable.put(wallet, e.getMessage());
      }
    }

    void addLegacy() {
      try {
        for (BigInteger version : plan.versions(answers)) {
          addLegacy(version);
        }
      } catch (UnreadableException e) {
        throw noMembers(e);
      }
      newest.forEach(this::addNewest);
    }

    private void addLegacy(BigInteger version) {
      List<BigInteger> ids = new ArrayList<>();
      try {
        ids.addAll(plan.ids(answers, version));
      } catch (UnreadableException e) {
        LOG.log(
            Level.WARNING,
            "the instances of version {0} cannot be read: {1}",
            version.toString(),
            e.getMessage());
      }
      ids.forEach(this::addLegacyInstance);
    }

    /**
     * A wallet may have older instances. Only its newest counts, whatever that one says: an older
     * one must not stand in where it has stopped, or can't be read.
     */
    private void addLegacyInstance(BigInteger id) {
      try {
        Wallet wallet = answers.decode(plan.instance(id), InstanceTranslator::walletOf);
        newest.merge(wallet, id, BigInteger::max);
      } catch (UnreadableException e) {
        LOG.log(Level.WARNING, "instance {0} cannot be read: {1}", id.toString(), e.getMessage());
      }
    }

    private void addNewest(Wallet wallet, BigInteger id) {
      try {
        Instance instance = decode(plan.instance(id));
        // An older registry goes on listing what has stopped; a newer one does not.
        if (instance.status() == InstanceStatus.ACTIVE) {
          members.put(wallet, member(instance));
        }
      } catch (UnreadableException e) {
        unreadable.put(wallet, e.getMessage());
      }
    }

    private Instance decode(ContractRead read) {
      Instance instance =
          answers
              .decode(read, InstanceTranslator::translate)
              .orElseThrow(() -> UnreadableException.malformed("it has no instance"));
      if (!instance.appId().equals(app)) {
        throw UnreadableException.malformed("its instance is of another app");
      }
      return instance;
    }

    private Member member(Instance instance) {
      try {
        VersionRecord version =
            answers.decode(plan.version(instance.versionId()), VersionRecord::translate);
        if (!version.id().equals(instance.versionId())) {
          throw UnreadableException.malformed("there is no such version");
        }
        return new Member(instance, version.status());
      } catch (UnreadableException e) {
        throw UnreadableException.malformed("its version: " + e.getMessage());
      }
    }
  }
}
