package io.novakms.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

class UrlPolicyTest {
  private final UrlPolicy enclave = new UrlPolicy(true, false);
  private final UrlPolicy outside = new UrlPolicy(false, false);
  private final UrlPolicy lenient = new UrlPolicy(false, true);

  @Test
  void enclaveTakesHttpsOnly() {
    assertThat(enclave.check("https://node.example")).hasToString("https://node.example");
    assertThatThrownBy(() -> enclave.check("http://node.example"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("https://");
  }

  @Test
  void plainHttpIsTakenOutsideAnEnclave() {
    assertThat(outside.check("http://node.example")).hasToString("http://node.example");
    assertThat(outside.check("https://node.example")).hasToString("https://node.example");
  }

  @ParameterizedTest
  @CsvSource({
    "https://node.example/, https://node.example",
    "https://node.example///, https://node.example",
    "HTTPS://Node.EXAMPLE, https://node.example",
    "https://node.example.:8443/, https://node.example:8443",
    "https://node.example:443, https://node.example",
    "http://node.example:80/, http://node.example",
    "http://node.example:443, http://node.example:443",
    "https://node.example:, https://node.example",
    "https://node.example/Kms/, https://node.example/Kms",
    "https://node.example/a/../kms/./, https://node.example/kms",
    "https://node.example/%7Ekms, https://node.example/%7Ekms",
    "https://[2606:4700::1111]:8443/, https://[2606:4700::1111]:8443",
    "https://1.1.1.1/, https://1.1.1.1",
  })
  void equalUrlsAreEqualWhenNormalised(String url, String normal) {
    assertThat(outside.check(url)).hasToString(normal);
    assertThat(outside.check(normal)).hasToString(normal);
  }

  @ParameterizedTest
  @NullAndEmptySource
  @ValueSource(
      strings = {
        " ",
        "node.example",
        "//node.example",
        "ftp://node.example",
        "file:///etc/passwd",
        "https:node.example",
        "https://",
        "https:///path",
        "https://:8443",
        "https://user@node.example",
        "https://user:password@node.example",
        "https://@node.example",
        "https://node.example?x=1",
        "https://node.example?",
        "https://node.example#top",
        "https://node.example#",
        "https://node.example:0",
        "https://node.example:65536",
        "https://node.example:99999999999",
        "https://node.example:-1",
        "https://node_1.example",
        "https://node.example/../kms",
        "https://node.example/a/../../kms",
        "https://node.example/a b",
        " https://node.example",
        "https://node.example\n",
        "https://node.example/\u0000",
        "https://n\u00f6de.example",
        "https://node.example\\@evil.example",
        "https://2130706433",
        "https://127.1",
        "https://0x7f000001",
        "https://0x7f.0.0.1",
        "https://1.2.3.4.5",
        "https://256.1.1.1",
        "https://01.01.01.01",
        "https://[::1",
        "https://[fe80::1%25eth0]",
        "https://[1.1.1.1]",
      })
  void whatIsNoAcceptableUrlIsRefused(String url) {
    assertThatThrownBy(() -> lenient.check(url)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void overlongUrlIsRefused() {
    String longest = "https://node.example/" + "a".repeat(2048 - 21);

    assertThat(outside.check(longest)).hasToString(longest);
    assertThatThrownBy(() -> outside.check(longest + "a"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void refusalDoesNotRepeatTheUrl() {
    assertThatThrownBy(() -> outside.check("https://evil\u001b[31m:secret@host"))
        .hasMessageNotContaining("evil")
        .hasMessageNotContaining("secret");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.0.0.0",
        "0.1.2.3",
        "10.0.0.1",
        "100.64.0.1",
        "100.127.255.255",
        "127.0.0.1",
        "127.255.255.254",
        "169.254.169.254",
        "172.16.0.1",
        "172.31.255.255",
        "192.168.1.1",
        "198.18.0.1",
        "224.0.0.1",
        "239.255.255.255",
        "255.255.255.255",
        "[::]",
        "[::1]",
        "[::127.0.0.1]",
        "[::ffff:127.0.0.1]",
        "[::ffff:10.0.0.1]",
        "[::ffff:1.1.1.1]",
        "[64:ff9b::7f00:1]",
        "[64:ff9b::10.0.0.1]",
        "[64:ff9b::1.1.1.1]",
        "[64:ff9b:1::1.1.1.1]",
        "[fc00::1]",
        "[fd12:3456::1]",
        "[fe80::1]",
        "[febf::1]",
        "[fec0::1]",
        "[ff02::1]",
        "[2001::1]",
        "[2001:db8::1]",
        "[2002:7f00:1::]",
        "[4000::1]",
        "localhost",
        "LOCALHOST",
        "localhost.",
        "node.localhost",
      })
  void addressesThatAreNotPublicAreRefusedUnlessAllowed(String host) {
    String url = "https://" + host + ":8443";

    assertThatThrownBy(() -> enclave.check(url)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> outside.check(url)).isInstanceOf(IllegalArgumentException.class);
    assertThatCode(() -> lenient.check(url)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1.1.1.1",
        "9.255.255.255",
        "11.0.0.0",
        "100.63.255.255",
        "100.128.0.0",
        "126.255.255.255",
        "128.0.0.0",
        "172.15.255.255",
        "172.32.0.0",
        "192.167.255.255",
        "192.169.0.0",
        "223.255.255.255",
        "[2606:4700::1111]",
        "[2a00::1]",
        "[3ffe::1]",
      })
  void publicAddressesAreAccepted(String host) {
    assertThatCode(() -> enclave.check("https://" + host)).doesNotThrowAnyException();
  }

  @Test
  void nat64AddressOfANameCountsAsTheAddressInside() throws UnknownHostException {
    assertThat(outside.objection(InetAddress.getByName("[64:ff9b::1.1.1.1]"))).isEmpty();
    assertThat(outside.objection(InetAddress.getByName("[64:ff9b::192.168.0.1]")))
        .contains("a private address");
  }

  @Test
  void objectionNamesTheKindOfAddress() throws UnknownHostException {
    assertThat(outside.objection(InetAddress.getByName("100.64.0.1")))
        .contains("a carrier-grade NAT address");
    assertThat(outside.objection(InetAddress.getByName("[fd00::1]")))
        .contains("a unique-local address");
    assertThat(lenient.objection(InetAddress.getByName("127.0.0.1"))).isEmpty();
  }
}
