package io.novakms.registry;

import io.novakms.diagnostics.LogContext;
import io.novakms.model.AppId;
import io.novakms.model.SecretHash;
import io.novakms.model.Wallet;
import io.novakms.registry.rpc.AbiReader;
import io.novakms.registry.rpc.CallResults;
import io.novakms.registry.rpc.ChainException;
import io.novakms.registry.rpc.ContractRead;
import io.novakms.registry.rpc.LastKnown;
import io.novakms.registry.rpc.PinnedReads.Reading;
import io.novakms.registry.rpc.UnreadableException;
import java.lang.System.Logger.Level;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Makes a {@link ChainSnapshot} of what the contracts answered. A record that is malformed or
 * contradicts the list that it comes from is left out, with the reason; the others stay. One that
 * was not answered is unknown: its former value stays, with its age, and where there is none, its
 * wallet still counts.
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
   * @param former what the contracts last answered, this reading included
   * @param nanos when it began, on the ticker
   * @throws ChainException where the hash or who is a member is unknown
   */
  ChainSnapshot assemble(Reading reading, LastKnown former, long nanos) {
    CallResults answers = former.fill(reading.answers(), plan::mayKeep);
    Optional<SecretHash> hash = hash(answers);
    Found found = new Found(answers, read -> former.age(read, nanos).orElse(Duration.ZERO));
    if (plan.isLegacy(answers)) {
      found.addLegacy();
    } else {
      found.addListed();
    }
    return new ChainSnapshot(
        reading.block(),
        hash,
        Optional.empty(),
        List.copyOf(found.members.values()),
        found.ages,
        found.unknown,
        found.unreadable,
        reading.requests());
  }

  /** The hash that is set, by {@code answers}; empty where none is, or that is unknown. */
  Optional<SecretHash> hashIfKnown(CallResults answers) {
    try {
      return decoded(answers);
    } catch (UnreadableException e) {
      return Optional.empty();
    }
  }

  private Optional<SecretHash> decoded(CallResults answers) {
    byte[] bytes = answers.decode(plan.hash(), hex -> AbiReader.of(hex).word(0));
    return Arrays.equals(bytes, new byte[SecretHash.BYTES])
        ? Optional.empty()
        : Optional.of(SecretHash.of(bytes));
  }

  private Optional<SecretHash> hash(CallResults answers) {
    try {
      return decoded(answers);
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
    private final Function<ContractRead, Duration> age;
    private final Map<Wallet, Member> members = new LinkedHashMap<>();
    private final Map<Wallet, Duration> ages = new LinkedHashMap<>();
    private final Map<Wallet, String> unknown = new LinkedHashMap<>();
    private final Map<Wallet, String> unreadable = new LinkedHashMap<>();

    /** For an older registry: each wallet's newest instance. */
    private final Map<Wallet, BigInteger> newest = new LinkedHashMap<>();

    Found(CallResults answers, Function<ContractRead, Duration> age) {
      this.answers = answers;
      this.age = age;
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
        add(wallet, plan.instance(wallet), instance);
      } catch (UnreadableException e) {
        addWithout(wallet, e);
      }
    }

    private void add(Wallet wallet, ContractRead record, Instance instance) {
      members.put(wallet, member(instance));
      Duration versionAge = age.apply(plan.version(instance.versionId()));
      Duration oldest = Collections.max(List.of(age.apply(record), versionAge));
      if (!oldest.isZero()) {
        ages.put(wallet, oldest);
      }
    }

    private void addWithout(Wallet wallet, UnreadableException why) {
      (why.isUnanswered() ? unknown : unreadable).put(wallet, why.getMessage());
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
        if (e.isUnanswered()) {
          throw e;
        }
        LOG.log(
            Level.WARNING,
            "the instances of version {0} cannot be read: {1}",
            version.toString(),
            e.getMessage());
      }
      ids.forEach(this::addLegacyInstance);
    }

    /**
     * A wallet may have older instances. Only the newest counts, whatever its record is: an older
     * one must not replace it where it has stopped or can't be read.
     */
    private void addLegacyInstance(BigInteger id) {
      try {
        Wallet wallet = answers.decode(plan.instance(id), InstanceTranslator::walletOf);
        newest.merge(wallet, id, BigInteger::max);
      } catch (UnreadableException e) {
        if (e.isUnanswered()) {
          // It may be any wallet's newest instance.
          throw e;
        }
        LOG.log(Level.WARNING, "instance {0} cannot be read: {1}", id.toString(), e.getMessage());
      }
    }

    private void addNewest(Wallet wallet, BigInteger id) {
      try {
        Instance instance = decode(plan.instance(id));
        // An older registry goes on listing what has stopped; a newer one does not.
        if (instance.status() == InstanceStatus.ACTIVE) {
          add(wallet, plan.instance(id), instance);
        }
      } catch (UnreadableException e) {
        addWithout(wallet, e);
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
        throw e.of("its version");
      }
    }
  }
}
