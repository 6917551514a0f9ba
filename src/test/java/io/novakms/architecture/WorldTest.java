package io.novakms.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.novakms.crypto.CryptoProviders;
import java.net.InetAddress;
import java.net.Socket;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.Random;
import java.util.Set;
import java.util.Timer;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;
import java.util.stream.BaseStream;
import org.junit.jupiter.api.Test;

/**
 * A node reads clocks, waits, starts threads, draws random numbers and opens connections through
 * its {@code World} only: what decides how it behaves is below {@code wiring.server}, and does none
 * of these by itself.
 */
class WorldTest {
  private static final Set<String> ASYNC_WITHOUT_EXECUTOR =
      Set.of("supplyAsync", "runAsync", "completeAsync", "delayedExecutor");

  private static final JavaClasses NODE =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .withImportOption(location -> location.contains("/target/classes/"))
          .importPackages("io.novakms")
          .that(
              describe(
                  "are part of a node",
                  type ->
                      !type.getPackageName()
                          .matches(
                              "io\\.novakms\\.(transport|wiring\\.server|http|health|timer|admin)(\\..*)?")));

  @Test
  void clocksAreTheWorlds() {
    never(method(System.class, "nanoTime", "currentTimeMillis"));
    never(method(Instant.class, "now"));
    never(
        access(
            "static methods of Clock that read the system's",
            (owner, name) -> owner.isEquivalentTo(Clock.class) && name.matches("system.*|tick.*")));
    never(
        access(
            "now() of java.time",
            (owner, name) -> owner.getPackageName().equals("java.time") && name.equals("now")));
    never(constructor(java.util.Date.class));
  }

  @Test
  void onlyTheSchedulerWaits() {
    never(method(Thread.class, "sleep", "join", "yield", "onSpinWait"));
    never(method(Object.class, "wait"));
    never(method(LockSupport.class, "park", "parkNanos", "parkUntil"));
    never(
        access(
            "waits of java.util.concurrent",
            (owner, name) ->
                owner.getPackageName().startsWith("java.util.concurrent")
                    && !owner.isAssignableTo(io.novakms.model.Scheduler.class)
                    && name.matches(
                        "await\\w*|acquire\\w*|invokeA\\w+|exchange|arriveAndAwait\\w*")));
    never(
        access(
            "Future.get and join",
            (owner, name) ->
                owner.isAssignableTo(Future.class) && name.matches("get|join|resultNow")));
    never(
        access(
            "blocking queues",
            (owner, name) -> owner.isAssignableTo(java.util.concurrent.BlockingQueue.class)));
    never(
        access(
            "semaphores, latches and conditions",
            (owner, name) ->
                owner.isEquivalentTo(Semaphore.class)
                    || owner.isEquivalentTo(java.util.concurrent.CountDownLatch.class)
                    || owner.isAssignableTo(Condition.class)));
  }

  @Test
  void onlyTheSchedulerCountsDelaysAndStartsThreads() {
    never(
        access(
            "time-outs of CompletableFuture",
            (owner, name) ->
                owner.isEquivalentTo(CompletableFuture.class)
                    && name.matches("orTimeout|completeOnTimeout|delayedExecutor")));
    noClasses()
        .should()
        .callCodeUnitWhere(
            describe(
                "a stage is asynchronous without an executor: on two cores each starts a thread",
                call ->
                    call.getTargetOwner().isAssignableTo(java.util.concurrent.CompletionStage.class)
                        && call.getName().endsWith("Async")
                        && call.getTarget().getRawParameterTypes().stream()
                            .noneMatch(type -> type.isEquivalentTo(Executor.class))))
        .check(NODE);
    never(constructor(Thread.class));
    never(constructor(Timer.class));
    never(constructor(ThreadPoolExecutor.class));
    never(access("Executors", (owner, name) -> owner.isEquivalentTo(Executors.class)));
    never(access("ForkJoinPool", (owner, name) -> owner.isEquivalentTo(ForkJoinPool.class)));
    never(
        access(
            "parallel streams",
            (owner, name) ->
                owner.isAssignableTo(BaseStream.class) && name.equals("parallel")
                    || name.equals("parallelStream")));
  }

  @Test
  void chanceIsTheWorlds() {
    never(constructor(Random.class));
    never(method(UUID.class, "randomUUID"));
    never(method(Math.class, "random"));
    never(
        access(
            "ThreadLocalRandom", (owner, name) -> owner.isEquivalentTo(ThreadLocalRandom.class)));
    never(
        access(
            "generators of RandomGenerator",
            (owner, name) ->
                owner.isEquivalentTo(RandomGenerator.class)
                    && Set.of("getDefault", "of").contains(name)));
    never(method(SecureRandom.class, "getInstance", "getInstanceStrong"));
    // The default of whoever has no world, such as a tool; the graph replaces it by the world's.
    noClasses()
        .that()
        .areNotAssignableTo(CryptoProviders.class)
        .should()
        .callCodeUnitWhere(describe("it makes a SecureRandom", constructor(SecureRandom.class)))
        .check(NODE);
  }

  @Test
  void connectionsAreTheWorlds() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.net.http..", "okhttp3..", "okio..", "java.nio.channels..")
        .check(NODE.that(describe("keep no file", type -> !type.getName().contains("Keystore"))));
    noClasses()
        .should()
        .dependOnClassesThat()
        .areAssignableTo(Socket.class)
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(java.net.ServerSocket.class)
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(java.net.URLConnection.class)
        .check(NODE);
    never(method(InetAddress.class, "getAllByName", "getLocalHost", "isReachable"));
  }

  private void never(DescribedPredicate<JavaAccess<?>> forbidden) {
    noClasses().should().accessTargetWhere(forbidden).check(NODE);
  }

  private static DescribedPredicate<JavaAccess<?>> method(Class<?> owner, String... names) {
    Set<String> forbidden = Set.of(names);
    return access(
        owner.getSimpleName() + "." + String.join(", ", names),
        (target, name) -> target.isEquivalentTo(owner) && forbidden.contains(name));
  }

  private static DescribedPredicate<JavaAccess<?>> constructor(Class<?> owner) {
    return access(
        "a new " + owner.getSimpleName(),
        (target, name) -> target.isEquivalentTo(owner) && name.equals("<init>"));
  }

  private static DescribedPredicate<JavaAccess<?>> access(String what, Forbidden forbidden) {
    return describe(
        "it uses " + what, access -> forbidden.is(access.getTargetOwner(), access.getName()));
  }

  private interface Forbidden {
    boolean is(JavaClass owner, String member);
  }
}
