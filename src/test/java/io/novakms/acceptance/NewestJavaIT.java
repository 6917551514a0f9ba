package io.novakms.acceptance;

import static io.novakms.testing.TestApp.DATA;
import static io.novakms.testing.TestApp.DERIVE;
import static io.novakms.testing.TestApp.object;
import static io.novakms.testing.TestApp.text;
import static io.novakms.testing.TestApp.value;
import static org.assertj.core.api.Assertions.assertThat;

import io.novakms.testing.TestApp;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The WAR on every server on the newest JDK of this machine: it deploys, opens, serves, ticks and
 * stops without a complaint. All the rest of {@link AcceptanceContract} runs there with {@code
 * -Psoak}.
 */
class NewestJavaIT {
  static Stream<Arguments> servers() {
    return Stream.of(
        driver("payara-micro", PayaraMicro::new),
        driver("payara-server", PayaraServer::new),
        driver("wildfly", WildFly::new));
  }

  private static Arguments driver(String name, Function<ServerPlan, ServerUnderTest> driver) {
    return Arguments.of(name, driver);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("servers")
  void nodeServesAndStopsWithoutAComplaint(
      String name, Function<ServerPlan, ServerUnderTest> driver) throws Exception {
    Assumptions.assumeTrue(
        Jdks.newest().isPresent(), "no JDK newer than the one that runs the tests");
    try (SingleNode node =
        SingleNode.prepare("NewestJavaIT-" + name, Jdks.newest().orElseThrow(), driver)) {
      node.server().start();
      node.awaitClosed("not_registered");
      node.register();
      node.awaitServing();

      TestApp app = node.newApp("caller");
      assertThat(app.call("POST", DERIVE, object().put("path", "wallet/0")).path("key").asText())
          .isNotEmpty();
      app.call("PUT", DATA, value("greeting", "hello"));
      assertThat(text(app.read(DATA + "/greeting"))).isEqualTo("hello");
      assertThat(node.health("live")).isEqualTo(200);
      assertThat(node.health("ready")).isEqualTo(200);
      assertThat(Files.readString(node.server().log(), StandardCharsets.ISO_8859_1))
          .containsPattern("cryptography: .*Corretto.*libsecp256k1");

      node.server().stop();
      assertThat(node.server().complaints()).noneMatch(SingleNode.UNEXPECTED);
    }
  }
}
