package io.novakms.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.novakms.devnet.CertificateAuthority;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What {@code configure.sh} and {@code restore.sh} make of a fresh domain of Payara Server. */
class PayaraServerConfigurationIT {
  private static final Path DIRECTORY =
      Path.of("target", "acceptance", "PayaraServerConfigurationIT").toAbsolutePath();

  private static PayaraServer server;
  private static Map<String, byte[]> fresh;
  private static Map<String, byte[]> once;
  private static Map<String, byte[]> twice;
  private static Map<String, byte[]> restored;

  @BeforeAll
  static void configureTwiceAndTakeItBack() throws IOException {
    server = new PayaraServer(ServerPlan.withoutNode(DIRECTORY), false);
    fresh = files();
    server.configure();
    once = files();
    server.configure();
    twice = files();
    server.restore();
    restored = files();
  }

  @AfterAll
  static void close() {
    if (server != null) {
      server.close();
    }
  }

  @Test
  void configurationIsThere() {
    assertThat(text(once, "domain.xml"))
        .contains("${ENV=TLS_KEYSTORE_PASSWORD}", DIRECTORY.resolve("tls.p12").toString())
        .contains("allow-payload-for-undefined-http-methods=\"true\"", "-Xmx512m");
    assertThat(text(once, "domain.xml")).contains("thread-pool=\"admin-thread-pool\"");
    assertThat(text(once, "logging.properties")).contains("io.novakms.level=INFO");
  }

  @Test
  void noFileHoldsThePasswordOfTheKeyStore() {
    assertThat(once.keySet())
        .allSatisfy(
            file -> assertThat(text(once, file)).doesNotContain(CertificateAuthority.PASSWORD));
  }

  @Test
  void secondRunChangesNothing() {
    assertThat(twice.keySet()).isEqualTo(once.keySet());
    assertThat(once.keySet())
        .allSatisfy(
            file -> {
              if (file.equals("domain.xml")) {
                // Payara writes the same attributes in another order each time.
                assertThat(XmlTree.of(twice.get(file))).isEqualTo(XmlTree.of(once.get(file)));
              } else {
                assertThat(twice.get(file)).isEqualTo(once.get(file));
              }
            });
  }

  @Test
  void whatIsTakenBackIsAsItWasToTheByte() {
    assertThat(restored.keySet()).isEqualTo(fresh.keySet());
    assertThat(fresh.keySet())
        .allSatisfy(file -> assertThat(restored.get(file)).isEqualTo(fresh.get(file)));
  }

  /** The domain's configuration, without what each start leaves there of itself. */
  private static Map<String, byte[]> files() throws IOException {
    Map<String, byte[]> files = new TreeMap<>();
    try (Stream<Path> found = Files.walk(server.config())) {
      for (Path file : found.filter(Files::isRegularFile).toList()) {
        String name = server.config().relativize(file).toString();
        if (!name.matches("domain\\.xml\\.bak|local-password|lockfile|pid|pid\\.prev")) {
          files.put(name, Files.readAllBytes(file));
        }
      }
    }
    return files;
  }

  private static String text(Map<String, byte[]> files, String name) {
    return new String(files.get(name), StandardCharsets.ISO_8859_1);
  }
}
