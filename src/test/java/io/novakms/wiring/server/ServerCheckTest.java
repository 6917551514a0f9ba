package io.novakms.wiring.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ServerCheckTest {
  private static final PayaraListener PLAIN =
      new PayaraListener("http-listener", true, "http-thread-pool");
  private static final PayaraListener HTTPS =
      new PayaraListener("https-listener", false, "http-thread-pool");
  private static final PayaraListener PROBES =
      new PayaraListener("http-listener", true, "health-pool");

  @Test
  void payaraAsItComesLacksBoth() {
    assertThat(ServerCheck.ofPayara(List.of(PLAIN)))
        .hasValueSatisfying(
            warning ->
                assertThat(warning)
                    .contains("server-config/payara", "docs/deploy-payara.md")
                    .contains("HTTP/2", "http-listener", "probes"));
  }

  @Test
  void payaraWithProbesAmongAllRequestsIsToldOfThem() {
    assertThat(ServerCheck.ofPayara(List.of(HTTPS)))
        .hasValueSatisfying(
            warning -> assertThat(warning).contains("probes").doesNotContain("HTTP/2"));
  }

  @Test
  void payaraWithItsFilesLacksNothing() {
    assertThat(ServerCheck.ofPayara(List.of(HTTPS, PROBES))).isEmpty();
  }

  @Test
  void wildFlyIsToldOfHttp2() {
    assertThat(ServerCheck.ofWildFly(true))
        .hasValueSatisfying(
            warning ->
                assertThat(warning).contains("server-config/wildfly", "docs/deploy-wildfly.md"));
    assertThat(ServerCheck.ofWildFly(false)).isEmpty();
  }

  @Test
  void ofAnUnknownServerNothingIsSaid() {
    assertThat(ServerCheck.warning()).isEmpty();
  }
}
