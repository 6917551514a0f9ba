package io.novakms.registry;

import io.novakms.model.AppId;
import io.novakms.model.Wallet;
import io.novakms.registry.rpc.AbiReader;
import io.novakms.registry.rpc.AppRegistryContract;
import io.novakms.registry.rpc.CallResults;
import io.novakms.registry.rpc.ContractRead;
import io.novakms.registry.rpc.KmsRegistryContract;
import io.novakms.registry.rpc.ReadPlan;
import io.novakms.registry.rpc.UnreadableException;
import java.math.BigInteger;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * What it takes to know the hash and the members: {@code getActiveInstances}, and for each wallet
 * its instance, and for each instance its version. Older registries lack the first; there, every
 * version's instances are asked for one by one (protocol, section 2).
 */
final class MembershipPlan implements ReadPlan {
  /** A longer list of members is a mistake or an attack. */
  static final int MAX_INSTANCES = 10_000;

  /** A longer list of versions is a mistake or an attack. */
  static final int MAX_VERSIONS = 1_000;

  private static final int SELECTOR_CHARS = 10;
  private static final String NONE = "0x" + "0".repeat(40);

  private final KmsRegistryContract kms;
  private final AppRegistryContract apps;
  private final AppId app;

  /** How the call data of a record's reads begin. */
  private final List<String> records;

  MembershipPlan(KmsRegistryContract kms, AppRegistryContract apps, AppId app) {
    this.kms = kms;
    this.apps = apps;
    this.app = app;
    this.records =
        Stream.of(instance(BigInteger.ONE), instance(new Wallet(NONE)), version(BigInteger.ONE))
            .map(read -> read.data().substring(0, SELECTOR_CHARS))
            .toList();
  }

  @Override
  public Set<ContractRead> needed(CallResults known) {
    Set<ContractRead> needed = new LinkedHashSet<>();
    needed.add(hash());
    needed.add(activeInstances());
    // Asked of newer registries, too, so that a change to an older one takes no further round.
    needed.add(theApp());
    List<ContractRead> records = isLegacy(known) ? addLegacy(known, needed) : active(known);
    for (ContractRead record : records) {
      needed.add(record);
      readable(() -> known.decode(record, InstanceTranslator::translate))
          .flatMap(instance -> instance)
          .filter(instance -> instance.appId().equals(app))
          .ifPresent(instance -> needed.add(version(instance.versionId())));
    }
    return needed;
  }

  @Override
  public Set<ContractRead> deep() {
    return Set.of(hash());
  }

  /**
   * Records may: those of instances and of versions. The list of members and the hash are always
   * read anew.
   */
  @Override
  public boolean mayKeep(ContractRead read) {
    return records.stream().anyMatch(read.data()::startsWith);
  }

  /** The read of the master secret's hash. */
  ContractRead hash() {
    return kms.masterSecretHash();
  }

  /** The read of the list of wallets. */
  ContractRead activeInstances() {
    return apps.getActiveInstances(app);
  }

  /** The read of the KMS's own app. */
  ContractRead theApp() {
    return apps.getApp(app);
  }

  /** The read of one of its versions. */
  ContractRead version(BigInteger version) {
    return apps.getVersion(app, version);
  }

  /** The read of the ids of a version's instances. */
  ContractRead instancesOf(BigInteger version) {
    return apps.getInstancesForVersion(app, version);
  }

  /** The read of a wallet's instance. */
  ContractRead instance(Wallet wallet) {
    return apps.getInstanceByWallet(wallet);
  }

  /** The read of an instance by its id. */
  ContractRead instance(BigInteger id) {
    return apps.getInstance(id);
  }

  /** Whether the registry is an older one, without a list of active instances. */
  boolean isLegacy(CallResults known) {
    return known.isRefused(activeInstances());
  }

  /**
   * The wallets that a newer registry lists, each once.
   *
   * @throws UnreadableException where it gave no list
   */
  Set<Wallet> listed(CallResults known) {
    return known.decode(
        activeInstances(),
        hex -> new LinkedHashSet<>(AbiReader.of(hex).array(0, MAX_INSTANCES, AbiReader::wallet)));
  }

  /**
   * The versions of the KMS's own app.
   *
   * @throws UnreadableException where the app can't be read
   */
  List<BigInteger> versions(CallResults known) {
    BigInteger latest = known.decode(theApp(), AppRecord::translate).latestVersionId();
    if (latest.compareTo(BigInteger.valueOf(MAX_VERSIONS)) > 0) {
      throw UnreadableException.malformed("it has more than " + MAX_VERSIONS + " versions");
    }
    return LongStream.rangeClosed(1, latest.longValue()).mapToObj(BigInteger::valueOf).toList();
  }

  /**
   * The ids of a version's instances, as an older registry lists them: stopped ones, too.
   *
   * @throws UnreadableException where it gave no list
   */
  Set<BigInteger> ids(CallResults known, BigInteger version) {
    return known.decode(
        instancesOf(version),
        hex -> new LinkedHashSet<>(AbiReader.of(hex).array(0, MAX_INSTANCES, AbiReader::number)));
  }

  private List<ContractRead> active(CallResults known) {
    return readable(() -> listed(known)).orElse(Set.of()).stream().map(this::instance).toList();
  }

  private List<ContractRead> addLegacy(CallResults known, Set<ContractRead> needed) {
    List<BigInteger> versions = readable(() -> versions(known)).orElse(List.of());
    for (BigInteger version : versions) {
      needed.add(version(version));
      needed.add(instancesOf(version));
    }
    return versions.stream()
        .flatMap(version -> readable(() -> ids(known, version)).orElse(Set.of()).stream())
        .limit(MAX_INSTANCES)
        .map(this::instance)
        .toList();
  }

  private static <T> Optional<T> readable(Supplier<T> value) {
    try {
      return Optional.of(value.get());
    } catch (UnreadableException e) {
      // SnapshotAssembler reports it, from the same answers.
      return Optional.empty();
    }
  }
}
