package io.novakms.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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

/** What {@code configure.sh} and {@code restore.sh} make of a fresh WildFly. */
class WildFlyConfigurationIT {
  private static final Path DIRECTORY =
      Path.of("target", "acceptance", "WildFlyConfigurationIT").toAbsolutePath();
  private static final String XML = "standalone/configuration/standalone.xml";
  private static final String CONF = "bin/standalone.conf";

  private static WildFly server;
  private static Map<String, byte[]> fresh;
  private static Map<String, byte[]> once;
  private static Map<String, byte[]> twice;
  private static Map<String, byte[]> refused;
  private static Map<String, byte[]> otherwise;
  private static Map<String, byte[]> restored;
  private static String refusal;

  @BeforeAll
  static void configureTwiceThenOtherwiseAndTakeItBack() throws IOException {
    server = new WildFly(ServerPlan.withoutNode(DIRECTORY), false);
    fresh = files();
    server.configure(Map.of());
    once = files();
    server.configure(Map.of());
    twice = files();
    refusal = refusalOf(Map.of("HTTPS_ADDRESS", "127.0.0.9", "MANAGEMENT_PORT", "70000"));
    refused = files();
    server.configure(Map.of("HTTPS_ADDRESS", "127.0.0.2", "JAVA_MAX_HEAP", "640m"));
    otherwise = files();
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
    assertThat(text(once, XML))
        .contains("\"${env.TLS_KEYSTORE_PASSWORD}\"", DIRECTORY.resolve("tls.p12").toString())
        .contains("microprofile-health-smallrye", "<logger category=\"io.novakms\">")
        .contains("<inet-address value=\"127.0.0.1\"/>")
        .doesNotContain("<http-listener", "<http-invoker", "<http-connector");
    assertThat(text(once, CONF)).contains("-Xmx512m -XX:+ExitOnOutOfMemoryError");
  }

  @Test
  void noFileHoldsThePasswordOfTheKeyStore() {
    assertThat(once.keySet())
        .allSatisfy(
            file -> assertThat(text(once, file)).doesNotContain(CertificateAuthority.PASSWORD));
  }

  @Test
  void secondRunChangesNothing() {
    assertSame(twice, once);
  }

  @Test
  void otherValuesChangeNothingElse() {
    Map<String, byte[]> expected = new TreeMap<>(once);
    expected.put(
        XML,
        bytes(
            text(once, XML)
                .replaceFirst(
                    "(?s)(<interface name=\"public\">\\s*<inet-address value=\")127.0.0.1",
                    "$1127.0.0.2")));
    expected.put(CONF, bytes(text(once, CONF).replace("-Xmx512m -XX", "-Xmx640m -XX")));

    assertThat(otherwise.get(XML)).isNotEqualTo(once.get(XML));
    assertSame(otherwise, expected);
  }

  @Test
  void whatTheServerRefusesIsSaidAndChangesNothing() {
    assertThat(refusal).contains("70000", "nothing was changed");
    assertSame(refused, twice);
  }

  @Test
  void wrongPasswordOfTheKeyStoreIsRefused() {
    assertThatThrownBy(() -> server.configure(Map.of("TLS_KEYSTORE_PASSWORD", "another")))
        .hasMessageContaining("TLS_KEYSTORE doesn't open");
  }

  @Test
  void whatIsTakenBackIsAsItWasToTheByte() {
    assertSame(restored, fresh);
  }

  private static String refusalOf(Map<String, String> values) {
    try {
      server.configure(values);
      return "none";
    } catch (IllegalStateException e) {
      return e.getMessage();
    }
  }

  private static void assertSame(Map<String, byte[]> files, Map<String, byte[]> expected) {
    assertThat(files.keySet()).isEqualTo(expected.keySet());
    assertThat(expected.keySet())
        .allSatisfy(file -> assertThat(text(files, file)).isEqualTo(text(expected, file)));
  }

  /** All that an operator, the scripts or the server change. */
  private static Map<String, byte[]> files() throws IOException {
    Map<String, byte[]> files = new TreeMap<>();
    for (String directory : new String[] {"bin", "standalone"}) {
      try (Stream<Path> found = Files.walk(server.home().resolve(directory))) {
        for (Path file : found.filter(Files::isRegularFile).toList()) {
          files.put(server.home().relativize(file).toString(), Files.readAllBytes(file));
        }
      }
    }
    return files;
  }

  private static String text(Map<String, byte[]> files, String name) {
    return new String(files.get(name), StandardCharsets.ISO_8859_1);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
