package io.novakms.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Every method and constructor of the product is called by the product. What only tests call is
 * dead, unless it is in {@link #FOR_TESTS}.
 */
class DeadCodeTest {
  /** What only tests call, since they prove something by it that can't be seen otherwise. */
  private static final Set<String> FOR_TESTS =
      Set.of(
          // The parts of a node, and a world, outside of a container.
          "diagnostics.LogContext.carriedBy(Executor)",
          "node.Heartbeat.<init>(NodeTick, Gate, Tick, Ticker, Scheduler, TickListener)",
          "peer.PeerHttp$Request.method()",
          "store.DataStore.<init>(Supplier, StoreLimits, Clock, RandomGenerator)",
          "store.DataStore.<init>(Wallet, StoreLimits, Clock, RandomGenerator)",
          "sync.quorum.KnownLives.<init>(Supplier, Supplier, Predicate, Clock)",
          "wiring.NodeGraph.config()",
          "wiring.NodeGraph.secret()",
          "wiring.server.ExecutorScheduler.<init>(Executor)",
          // That memory is bounded and given back.
          "auth.RateLimiter.clients()",
          "http.exchange.ExchangeMemory.taken()",
          "http.guard.MemoryBudget.owners()",
          "http.guard.MemoryBudget.taken()",
          "model.Permits.waiting()",
          "store.NodePool.size()",
          // That both providers of cryptography compute the same; benchmarks, too.
          "crypto.CryptoProviders.portable()",
          // That documents say what the code does.
          "config.DefaultValue.described()",
          "http.OpenApiResource.bytes()",
          // What exactly was wrong.
          "config.ConfigException.faults()",
          "peer.PeerException.refusal()",
          // The other side of an exchange.
          "crypto.StrictJson.object(String)",
          "registry.rpc.Quantity.of(BigInteger)",
          "secret.custody.CustodianKey.publicKey()",
          "store.DataRecord.tombstone(String, VectorClock, long)",
          "tee.Envelope.parse(JsonNode)",
          // A chain without the rest of a node.
          "registry.Chain.chainId()",
          "registry.ChainSnapshot.<init>(ChainBlock, Optional, List, Map, int)",
          "registry.Web3Chain.<init>(Chain, Tee, Clock, Ticker, Executor)",
          "registry.rpc.JsonRpc.<init>(Chain, Executor)",
          "registry.rpc.JsonRpc.<init>(Chain, Factory, Scheduler, long, Ticker, ChainListener)",
          // What a node says that has loaded its whole journal.
          "sync.quorum.Vouching.resumed(SecretHash)",
          // A store of whatever secret, and what it holds, counted anew.
          "store.DataStore.delete(AppId, String)",
          "store.DataStore.get(AppId, String)",
          "store.DataStore.keys(AppId)",
          "store.DataStore.merge(AppId, DataRecord, Wallet)",
          "store.DataStore.put(AppId, String, byte[], long)",
          "store.DataStore.stats()",
          "store.DataStore.stats(AppId)",
          "store.DeadlineHeap.countBefore(long)",
          "store.DeadlineHeap.countBefore(long, int)",
          "store.Expiry.countExpired(long)",
          "store.Expiry.countTombstones()",
          "store.Namespace.stats(long)",
          "store.SecretScopedStore.stats()",
          "store.SecretScopedStore.stats(AppId)",
          "store.StoreStats.plus(StoreStats)");

  /** What the server, JAX-RS, Jackson or a JMX console calls, by annotation of member or class. */
  private static final List<String> CALLED_FROM_OUTSIDE =
      List.of("jakarta.", "com.fasterxml.jackson.", "org.eclipse.microprofile.");

  private final JavaClasses product =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .withImportOption(location -> location.contains("/target/classes/"))
          .importPackages("io.novakms");

  @Test
  void everyMemberIsCalledByTheProduct() {
    Set<JavaCodeUnit> dead = new HashSet<>();
    // What only dead members call is dead, too: until none is found any more.
    while (dead.addAll(deadBeside(dead))) {
      assertThat(dead).isNotEmpty();
    }

    assertThat(dead.stream().map(DeadCodeTest::name))
        .filteredOn(name -> !FOR_TESTS.contains(name))
        .isEmpty();
  }

  private Set<JavaCodeUnit> deadBeside(Set<JavaCodeUnit> dead) {
    return product.stream()
        .flatMap(type -> type.getCodeUnits().stream())
        .filter(member -> !isEntry(member))
        .filter(member -> !isCalled(member, dead))
        .collect(Collectors.toSet());
  }

  private static boolean isCalled(JavaCodeUnit member, Set<JavaCodeUnit> dead) {
    return member.getAccessesToSelf().stream()
        .map(access -> access.getOrigin())
        .anyMatch(caller -> !caller.equals(member) && !dead.contains(caller));
  }

  private static boolean isEntry(JavaCodeUnit member) {
    JavaClass type = member.getOwner();
    return member.getModifiers().contains(JavaModifier.SYNTHETIC)
        || member.getName().equals("<clinit>")
        || member.getName().equals("main") && type.getSimpleName().equals("CustodianTool")
        || type.isAnnotation()
        || type.isEnum()
            && (Set.of("values", "valueOf").contains(member.getName()) || member.isConstructor())
        || isAnnotated(member)
        || member.isConstructor() && isUtilityOrBean(member)
        || member instanceof JavaMethod
            && (isInherited((JavaMethod) member) || isShown((JavaMethod) member));
  }

  private static boolean isUtilityOrBean(JavaCodeUnit constructor) {
    return constructor.getModifiers().contains(JavaModifier.PRIVATE)
            && constructor.getRawParameterTypes().isEmpty()
        || isOfTheServer(constructor.getOwner());
  }

  private static boolean isOfTheServer(JavaClass type) {
    return type.getAnnotations().stream()
            .anyMatch(
                a -> CALLED_FROM_OUTSIDE.stream().anyMatch(a.getRawType().getName()::startsWith))
        || type.getPackageName().startsWith("io.novakms.http");
  }

  private static boolean isAnnotated(JavaCodeUnit member) {
    return member.getAnnotations().stream()
        .anyMatch(a -> CALLED_FROM_OUTSIDE.stream().anyMatch(a.getRawType().getName()::startsWith));
  }

  /** Whether a supertype has the same method: then it may be called by that. */
  private static boolean isInherited(JavaMethod method) {
    return Stream.concat(
            method.getOwner().getAllRawSuperclasses().stream(),
            method.getOwner().getAllRawInterfaces().stream())
        .flatMap(type -> type.getMethods().stream())
        .anyMatch(
            other ->
                other.getName().equals(method.getName())
                    && other.getRawParameterTypes().size() == method.getRawParameterTypes().size());
  }

  /** Whether it is the accessor of a record's field, or shown by JMX. */
  private static boolean isShown(JavaMethod method) {
    JavaClass type = method.getOwner();
    boolean isAccessor =
        type.isRecord()
            && method.getRawParameterTypes().isEmpty()
            && type.tryGetField(method.getName()).isPresent();
    return isAccessor
        || type.getPackageName().equals("io.novakms.admin")
            && (type.isInterface() || type.getSimpleName().endsWith("Data"));
  }

  private static String name(JavaCodeUnit member) {
    return member.getOwner().getName().substring("io.novakms.".length())
        + "."
        + member.getName()
        + member.getRawParameterTypes().stream()
            .map(JavaClass::getSimpleName)
            .collect(Collectors.joining(", ", "(", ")"));
  }
}
