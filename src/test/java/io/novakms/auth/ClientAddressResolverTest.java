package io.novakms.auth;

import static io.novakms.auth.Clients.client;
import static org.assertj.core.api.Assertions.assertThat;

import io.novakms.model.AddressBlock;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClientAddressResolverTest {
  private static final String PROXY = "10.0.0.1";

  private final ClientAddressResolver resolver =
      new ClientAddressResolver(
          Stream.of("10.0.0.0/8", "2001:db8:ffff::/48").map(AddressBlock::parse).toList());

  @Test
  void headerOfAStrangerIsIgnored() {
    assertThat(resolver.resolve("203.0.113.9", List.of("192.0.2.1")))
        .isEqualTo(client("203.0.113.9"));
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.1, true",
    "10.0.0.1:4711, true",
    "2001:db8:ffff::7, true",
    "203.0.113.9, false",
    "unknown, false",
    "%eth0, false"
  })
  void onlyConfiguredProxiesAreTrusted(String peer, boolean trusted) {
    assertThat(resolver.isTrusted(peer)).isEqualTo(trusted);
  }

  @Test
  void noHeaderIsIgnoredWhereNoProxyIsTrusted() {
    ClientAddressResolver withoutProxies = new ClientAddressResolver(List.of());

    assertThat(withoutProxies.resolve(PROXY, List.of("192.0.2.1"))).isEqualTo(client(PROXY));
  }

  @ParameterizedTest
  @CsvSource({
    "'192.0.2.1', 192.0.2.1",
    "'6.6.6.6, 192.0.2.1', 192.0.2.1",
    "'6.6.6.6,192.0.2.1,10.9.9.9', 192.0.2.1",
    "'192.0.2.1, 2001:db8:ffff::7, 10.9.9.9', 192.0.2.1",
    "'2001:db8:1::1', 2001:db8:1::1",
    "'::ffff:192.0.2.1', 192.0.2.1",
    "'192.0.2.1:4711', 192.0.2.1",
    "'[2001:db8:1::1]:4711', 2001:db8:1::1",
    "'[2001:db8:1::1]', 2001:db8:1::1",
    "'fe80::1%eth0', fe80::1",
    "'10.3.3.3, 10.2.2.2', 10.3.3.3",
    "'garbage, 192.0.2.1', 192.0.2.1"
  })
  void clientIsTheRightmostHopThatIsNoTrustedProxy(String header, String client) {
    assertThat(resolver.resolve(PROXY, List.of(header))).isEqualTo(client(client));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ",",
        " ",
        "unknown",
        "_hidden",
        "192.0.2.1,",
        "192.0.2.1, garbage",
        "192.0.2.1, node.example, 10.2.2.2",
        "192.0.2.256",
        "192.0.2.1:port",
        "[192.0.2.1",
        "010.0.0.1",
        "localhost"
      })
  void malformedHopMakesThePeerTheClient(String header) {
    assertThat(resolver.resolve(PROXY, List.of(header))).isEqualTo(client(PROXY));
  }

  @Test
  void severalHeadersAreReadAsOne() {
    assertThat(resolver.resolve(PROXY, List.of("6.6.6.6", "192.0.2.1, 10.2.2.2", "10.3.3.3")))
        .isEqualTo(client("192.0.2.1"));
  }

  @Test
  void trustedProxyWithoutHeaderIsTheClientItself() {
    assertThat(resolver.resolve(PROXY, List.of())).isEqualTo(client(PROXY));
  }

  @Test
  void hugeHeaderIsOnlyReadAsFarAsItMatters() {
    String header = "x,".repeat(1_000_000) + "192.0.2.1";

    assertThat(resolver.resolve(PROXY, List.of(header))).isEqualTo(client("192.0.2.1"));
  }

  @Test
  void connectionsWithoutAnAddressCountAsOneClient() {
    assertThat(resolver.resolve(null, List.of()))
        .isEqualTo(resolver.resolve("/var/run/socket", List.of("192.0.2.1")));
  }

  @Test
  void limitsCountAnIpv4AddressOrAnIpv6Network() {
    assertThat(client("2001:db8:1:2:3::4").network())
        .isEqualTo(client("2001:db8:1:2:ffff::1").network())
        .isNotEqualTo(client("2001:db8:1:3:3::4").network());
    assertThat(client("192.0.2.1").network()).isNotEqualTo(client("192.0.2.2").network());
  }
}
