package io.novakms.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.novakms.crypto.CryptoProviders;
import io.novakms.model.Scheduler;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URLConnection;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Collection;
import java.util.Date;
import java.util.Timer;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
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
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * A node reads clocks, waits, starts threads, draws random numbers and opens connections through
 * its {@code World} only. A way around it is a thing that a simulation can't decide.
 */
class WorldTest {
  private static final String OUTSIDE =
      "io\\.novakms\\.(transport|wiring\\.server|http|health|timer|admin|custodian)(\\..*)?";

  private static final JavaClasses NODE =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .withImportOption(location -> location.contains("/target/classes/"))
          .importPackages("io.novakms")
          .that(describe("are part of a node", type -> !type.getPackageName().matches(OUTSIDE)));

  @TestFactory
  Stream<DynamicTest> clocksAreTheWorlds() {
    return Stream.of(
        never(System.class, "nanoTime|currentTimeMillis"),
        never(Clock.class, "system.*|tick.*"),
        never("now of java.time", (in, name) -> isIn(in, "java.time") && name.equals("now")),
        never(Date.class, "<init>"));
  }

  @TestFactory
  Stream<DynamicTest> onlyTheSchedulerWaits() {
    return Stream.of(
        never(Thread.class, "sleep|join|yield|onSpinWait"),
        never("wait", (in, name) -> name.equals("wait")),
        never(LockSupport.class, "park.*"),
        never(Future.class, "get|join|resultNow|invoke"),
        never(BlockingQueue.class, ".*"),
        never(CountDownLatch.class, ".*"),
        never(Semaphore.class, ".*"),
        never(Condition.class, "await.*"),
        never(
            "other waits of java.util.concurrent",
            (in, name) ->
                isIn(in, "java.util.concurrent")
                    && name.matches("await.*|invokeA.*|exchange|arriveAndAwait.*")));
  }

  @TestFactory
  Stream<DynamicTest> onlyTheSchedulerCountsDelaysAndStartsThreads() {
    return Stream.of(
        never(CompletableFuture.class, "orTimeout|completeOnTimeout|delayedExecutor"),
        never(Thread.class, "<init>|start"),
        never(Timer.class, ".*"),
        never(ThreadPoolExecutor.class, ".*"),
        never(Executors.class, ".*"),
        never(ForkJoinPool.class, ".*"),
        never(BaseStream.class, "parallel"),
        never(Collection.class, "parallelStream"));
  }

  @Test
  void everyStageOfAFutureHasAnExecutor() {
    noClasses()
        .should()
        .callCodeUnitWhere(
            describe(
                "a stage is asynchronous without an executor: on two cores each starts a thread",
                call ->
                    call.getTargetOwner().isAssignableTo(CompletionStage.class)
                        && call.getName().endsWith("Async")
                        && call.getTarget().getRawParameterTypes().stream()
                            .noneMatch(type -> type.isEquivalentTo(Executor.class))))
        .check(NODE);
  }

  @TestFactory
  Stream<DynamicTest> chanceIsTheWorlds() {
    return Stream.of(
        never(ThreadLocalRandom.class, ".*"),
        never(UUID.class, "randomUUID"),
        never(Math.class, "random"),
        never(RandomGenerator.class, "getDefault|of"),
        never(
            "a random generator of its own",
            (in, name) -> in.isAssignableTo(RandomGenerator.class) && name.equals("<init>")));
  }

  @TestFactory
  Stream<DynamicTest> connectionsAreTheWorlds() {
    return Stream.of(
        never("an HTTP client", (in, name) -> isIn(in, "java.net.http") || isIn(in, "okhttp3")),
        never(Socket.class, ".*"),
        never(ServerSocket.class, ".*"),
        never(URLConnection.class, ".*"),
        never("a channel", (in, name) -> in.getName().matches("java\\.nio\\..*SocketChannel")),
        never(InetAddress.class, "getAllByName|getLocalHost|isReachable"));
  }

  /** Forbids members of {@code owner} and its subtypes whose name matches {@code members}. */
  private static DynamicTest never(Class<?> owner, String members) {
    return never(
        owner.getSimpleName() + ": " + members,
        (in, name) -> in.isAssignableTo(owner) && name.matches(members));
  }

  private static DynamicTest never(String what, Forbidden forbidden) {
    DescribedPredicate<JavaAccess<?>> access =
        describe(
            "it uses " + what,
            used ->
                !isTheWorlds(used)
                    && forbidden.is(used.getTargetOwner(), used.getName())
                    && !used.getTargetOwner().isAssignableTo(Scheduler.class));
    return dynamicTest(what, () -> noClasses().should().accessTargetWhere(access).check(NODE));
  }

  /** The libraries of cryptography come with a source of chance, which the graph replaces. */
  private static boolean isTheWorlds(JavaAccess<?> used) {
    JavaCodeUnit by = used.getOrigin();
    return by.getOwner().isEquivalentTo(CryptoProviders.class)
        && used.getTargetOwner().isEquivalentTo(SecureRandom.class);
  }

  private static boolean isIn(JavaClass type, String room) {
    return type.getPackageName().startsWith(room);
  }

  private interface Forbidden {
    boolean is(JavaClass owner, String member);
  }
}
