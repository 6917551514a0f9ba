package io.novakms.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.novakms.crypto.SealedSecret;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The house: which room may import which (the order is the design's). */
class RoomOrderTest {
  private static final List<String> ROOMS =
      List.of(
          "model",
          "diagnostics",
          "config",
          "crypto",
          "store",
          "journal",
          "tee",
          "registry.rpc",
          "registry.tx",
          "registry",
          "auth",
          "audit",
          "peer",
          "sync.quorum",
          "sync.message",
          "secret",
          "secret.custody",
          "sync",
          "sync.repair",
          "sync.push",
          "sync.snapshot",
          "sync.lookup",
          "node",
          "metrics",
          "transport",
          "wiring",
          "wiring.server");
  private static final List<String> ENTRIES =
      List.of("http", "health", "timer", "admin", "custodian");

  /** The rooms inside an entry, in their order. */
  private static final List<String> HTTP_ROOMS =
      List.of(
          "http.message",
          "http.exchange",
          "http.guard",
          "http.api",
          "http.console",
          "http.openapi",
          "http");

  private static final JavaClasses PRODUCT =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .withImportOption(location -> location.contains("/target/classes/"))
          .importPackages("io.novakms");

  @Test
  void everyClassLivesInAKnownRoom() {
    assertThat(PRODUCT).isNotEmpty();
    classes()
        .should()
        .resideInAnyPackage(
            Stream.concat(ROOMS.stream(), ENTRIES.stream()).map(this::name).toArray(String[]::new))
        .check(PRODUCT);
  }

  @TestFactory
  Stream<DynamicTest> aRoomImportsOnlyRoomsAboveIt() {
    return ROOMS.stream()
        .map(
            room ->
                DynamicTest.dynamicTest(
                    room,
                    () -> {
                      List<String> below = ROOMS.subList(ROOMS.indexOf(room) + 1, ROOMS.size());
                      String[] forbidden =
                          Stream.concat(below.stream(), ENTRIES.stream())
                              .map(this::name)
                              .toArray(String[]::new);
                      noClasses()
                          .that()
                          .resideInAPackage(name(room))
                          .should()
                          .dependOnClassesThat()
                          .resideInAnyPackage(forbidden)
                          .check(PRODUCT);
                    }));
  }

  @TestFactory
  Stream<DynamicTest> entriesNeverImportEachOther() {
    return ENTRIES.stream()
        .map(
            entry ->
                DynamicTest.dynamicTest(
                    entry,
                    () ->
                        noClasses()
                            .that()
                            .resideInAPackage(name(entry))
                            .should()
                            .dependOnClassesThat()
                            .resideInAnyPackage(
                                ENTRIES.stream()
                                    .filter(other -> !other.equals(entry))
                                    .map(this::name)
                                    .toArray(String[]::new))
                            .allowEmptyShould(true)
                            .check(PRODUCT)));
  }

  @TestFactory
  Stream<DynamicTest> aRoomOfHttpImportsOnlyRoomsAboveIt() {
    return HTTP_ROOMS.stream()
        .limit(HTTP_ROOMS.size() - 1)
        .map(
            room ->
                DynamicTest.dynamicTest(
                    room,
                    () ->
                        noClasses()
                            .that()
                            .resideInAPackage("io.novakms." + room)
                            .should()
                            .dependOnClassesThat()
                            .resideInAnyPackage(
                                HTTP_ROOMS.stream()
                                    .skip(HTTP_ROOMS.indexOf(room) + 1)
                                    .map("io.novakms."::concat)
                                    .toArray(String[]::new))
                            .check(PRODUCT)));
  }

  @Test
  void everyClassOfHttpLivesInAKnownRoom() {
    classes()
        .that()
        .resideInAPackage(name("http"))
        .should()
        .resideInAnyPackage(HTTP_ROOMS.stream().map("io.novakms."::concat).toArray(String[]::new))
        .check(PRODUCT);
  }

  @Test
  void onlyTheJdkIsKnownToTheModel() {
    classes()
        .that()
        .resideInAPackage(name("model"))
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage("java..", "io.novakms.model..")
        .check(PRODUCT);
  }

  @Test
  void noRoomBelowTheEntriesKnowsTheContainer() {
    noClasses()
        .that()
        .resideInAnyPackage(
            ROOMS.stream()
                .filter(room -> !room.startsWith("wiring"))
                .map(this::name)
                .toArray(String[]::new))
        .should()
        .dependOnClassesThat()
        .resideInAPackage("jakarta..")
        .check(PRODUCT);
  }

  @Test
  void onlyRegistryKnowsWeb3jAndOnlyConfigKnowsMicroProfileConfig() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.novakms.registry..")
        .should()
        .dependOnClassesThat(
            resideInAnyPackage("org.web3j..")
                .and(not(resideInAnyPackage("org.web3j.crypto..", "org.web3j.utils.."))))
        .check(PRODUCT);
    noClasses()
        .that()
        .resideOutsideOfPackages(name("config"), name("wiring.server"))
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.eclipse.microprofile.config..")
        .check(PRODUCT);
  }

  @Test
  void onlyMessagesOfSyncAreDescribedBelowTheEntriesAndOnlyByAnnotations() {
    String[] rooms = ROOMS.stream().map(this::name).toArray(String[]::new);
    noClasses()
        .that()
        .resideInAnyPackage(rooms)
        .and(not(resideInAnyPackage(name("sync.message"))))
        .and(not(type(SealedSecret.class)))
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.eclipse.microprofile.openapi..")
        .check(PRODUCT);
    noClasses()
        .that()
        .resideInAnyPackage(rooms)
        .should()
        .dependOnClassesThat(
            resideInAnyPackage("org.eclipse.microprofile.openapi..")
                .and(not(resideInAnyPackage("org.eclipse.microprofile.openapi.annotations.."))))
        .check(PRODUCT);
  }

  @Test
  void onlyTheServersWorldKnowsTheRealTransports() {
    noClasses()
        .that()
        .resideOutsideOfPackages(name("transport"), name("wiring.server"))
        .should()
        .dependOnClassesThat()
        .resideInAPackage(name("transport"))
        .check(PRODUCT);
  }

  @Test
  void onlyMetricsKnowsMicrometer() {
    noClasses()
        .that()
        .resideOutsideOfPackage(name("metrics"))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.micrometer..", "io.prometheus..")
        .check(PRODUCT);
  }

  @Test
  void everyLoggerTellsWhatItsThreadWorksOn() {
    // Audit events are lines of JSON, which name the request themselves.
    noClasses()
        .that()
        .resideOutsideOfPackages(name("diagnostics"), name("audit"))
        .should()
        .callMethod(System.class, "getLogger", String.class)
        .check(PRODUCT);
  }

  @Test
  void theStoreSeesNoKeysAndDoesNoInputOrOutput() {
    noClasses()
        .that()
        .resideInAPackage(name("store"))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.io..", "java.net..", "java.nio.file..", "javax.crypto..")
        .check(PRODUCT);
  }

  /** The package of a room, without the rooms below it; an entry with all below it. */
  private String name(String room) {
    return "io.novakms." + room + (ENTRIES.contains(room) ? ".." : "");
  }
}
