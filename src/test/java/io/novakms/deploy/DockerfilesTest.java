package io.novakms.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The Dockerfile of each server, as a parser reads it. */
class DockerfilesTest {
  private static final Pattern OWN_FILE = Pattern.compile("/opt/nova-kms/(server-config/[^\", ]+)");

  @ParameterizedTest
  @ValueSource(strings = {"payara-micro", "payara-server", "wildfly"})
  void linterHasNothingToSay(String server) throws IOException, InterruptedException {
    assertThat(parsed(server).get("said")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"payara-micro", "payara-server", "wildfly"})
  void containerRunsWithoutRootAndIsToldToEnd(String server)
      throws IOException, InterruptedException {
    JsonNode file = parsed(server);

    assertThat(all(file, "USER")).containsExactly("10001:10001");
    assertThat(all(file, "STOPSIGNAL")).containsExactly("SIGTERM");
    assertThat(all(file, "EXPOSE")).containsExactly("8443");
    assertThat(all(file, "ENTRYPOINT")).singleElement().asString().startsWith("[\"");
    assertThat(all(file, "HEALTHCHECK"))
        .singleElement()
        .asString()
        .contains("CMD [\"java\"", "/health/live\"]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"payara-micro", "payara-server", "wildfly"})
  void whatIsCopiedOrNamedIsThere(String server) throws IOException, InterruptedException {
    JsonNode file = parsed(server);

    assertThat(all(file, "COPY").stream().flatMap(line -> Stream.of(line.split(" "))))
        .filteredOn(source -> source.startsWith("server-config/"))
        .isNotEmpty()
        .allSatisfy(source -> assertThat(Path.of(source)).exists());
    Matcher named = OWN_FILE.matcher(String.join(" ", all(file, "ENTRYPOINT")));
    while (named.find()) {
      assertThat(Path.of(named.group(1))).exists();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"payara-micro", "payara-server", "wildfly"})
  void ignoreFileLetsInWhatIsCopied(String server) throws IOException, InterruptedException {
    List<PathMatcher> letIn =
        Files.readAllLines(Path.of(".dockerignore")).stream()
            .filter(line -> line.startsWith("!"))
            .map(line -> FileSystems.getDefault().getPathMatcher("glob:" + line.substring(1)))
            .toList();

    assertThat(all(parsed(server), "COPY").stream().flatMap(line -> Stream.of(line.split(" "))))
        .filteredOn(source -> source.startsWith("target/"))
        .isNotEmpty()
        .allMatch(source -> letIn.stream().anyMatch(one -> one.matches(Path.of(source))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"payara-micro", "payara-server", "wildfly"})
  void noInstructionHoldsASecret(String server) throws IOException, InterruptedException {
    JsonNode file = parsed(server);

    assertThat(Stream.of("ARG", "ENV").flatMap(keyword -> all(file, keyword).stream()))
        .noneMatch(line -> line.matches("(?i).*(password|token|secret).*"));
    assertThat(all(file, "COPY")).noneMatch(line -> line.matches(".*(\\.p12|\\.env).*"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"payara-server", "wildfly"})
  void versionIsThatOfTheBuild(String server) throws IOException {
    String name = server.equals("wildfly") ? "WILDFLY" : "PAYARA";
    String property = server.equals("wildfly") ? "wildfly" : "payara";
    Matcher version =
        Pattern.compile("<" + property + "\\.version>([^<]+)<")
            .matcher(Files.readString(Path.of("pom.xml")));
    assertThat(version.find()).isTrue();

    assertThat(ServerConfig.read("docker/Dockerfile." + server).lines())
        .contains("ARG " + name + "_VERSION=" + version.group(1))
        .anyMatch(line -> line.matches("ARG " + name + "_SHA256=[0-9a-f]{64}"));
  }

  @Test
  void checksumOfPayaraMicroIsThatOfTheBuild() throws Exception {
    byte[] jar = Files.readAllBytes(Path.of("target", "server", "payara-micro.jar"));
    String sha256 =
        java.util.HexFormat.of()
            .formatHex(java.security.MessageDigest.getInstance("SHA-256").digest(jar));

    assertThat(ServerConfig.read("docker/Dockerfile.payara-micro").lines())
        .contains("ARG PAYARA_MICRO_SHA256=" + sha256);
  }

  private static JsonNode parsed(String server) throws IOException, InterruptedException {
    Tool.Outcome outcome =
        Tool.run(
            "node",
            "src/test/node/dockerfile.mjs",
            System.getProperty("kms.npm", "target/npm"),
            ServerConfig.ROOT.resolve("docker/Dockerfile." + server).toString());
    assertThat(outcome.status()).as(outcome.printed()).isZero();
    return new ObjectMapper().readTree(outcome.printed());
  }

  private static List<String> all(JsonNode file, String keyword) {
    return StreamSupport.stream(file.get("instructions").spliterator(), false)
        .filter(one -> one.get("keyword").asText().equals(keyword))
        .map(one -> one.get("arguments").asText())
        .toList();
  }
}
