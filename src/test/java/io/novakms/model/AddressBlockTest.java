package io.novakms.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.Inet4Address;
import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressBlockTest {
  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8, 10.255.255.255, true",
    "10.0.0.0/8, 11.0.0.0, false",
    "10.0.0.0/8, 9.255.255.255, false",
    "192.168.4.0/22, 192.168.7.255, true",
    "192.168.4.0/22, 192.168.8.0, false",
    "192.0.2.7, 192.0.2.7, true",
    "192.0.2.7, 192.0.2.6, false",
    "0.0.0.0/0, 203.0.113.9, true",
    "0.0.0.0/0, ::1, false",
    "::/0, 203.0.113.9, false",
    "2001:db8::/33, 2001:db8:7fff::1, true",
    "2001:db8::/33, 2001:db8:8000::1, false",
    "::1, 0:0:0:0:0:0:0:1, true",
    "10.0.0.0/8, ::ffff:10.1.2.3, true"
  })
  void containsExactlyTheAddressesWithItsPrefix(String block, String address, boolean contained) {
    assertThat(AddressBlock.parse(block).contains(AddressBlock.parseAddress(address)))
        .isEqualTo(contained);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        "/8",
        "10.0.0.0/",
        "10.0.0.0/33",
        "10.0.0.0/-1",
        "10.0.0.0/+8",
        "10.0.0.0/08",
        "10.0.0.0/8/8",
        "10.0.0.1/8",
        "::/129",
        "fd00::1/8",
        "10.0.0/8",
        "10.0.0.0/1e1",
        "10.0.0.0/ 8",
        "::ffff:10.0.0.0/104"
      })
  void refusesWhatIsNoBlock(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> AddressBlock.parse(text));
  }

  // The JDK alone would look the names up, and read 127.1, 2130706433 and 010.0.0.1 as addresses.
  @ParameterizedTest
  @NullSource
  @ValueSource(
      strings = {
        "", " ", "localhost", "node.example", "127.1", "2130706433", "010.0.0.1", "256.0.0.1",
        "1.2.3.4.5", "0x7f.0.0.1", "1.2.3.4 ", "::1%lo", "[::1]", "1::2::3", ":::", "12345::",
        "fe80", "1:2:3:4:5:6:7:8:9", "::ffff:1.2.3.256", ":1.2.3.4"
      })
  void refusesWhatIsNoAddressWithoutAskingAResolver(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> AddressBlock.parseAddress(text));
  }

  @Test
  void mappedAddressIsTheIpv4AddressItStandsFor() {
    assertThat(AddressBlock.parseAddress("::ffff:192.0.2.1"))
        .isInstanceOf(Inet4Address.class)
        .isEqualTo(AddressBlock.parseAddress("192.0.2.1"));
  }

  @Test
  void blocksAroundAddressesOfOneNetworkAreEqual() {
    InetAddress one = AddressBlock.parseAddress("2001:db8:1:2:3:4:5:6");
    InetAddress other = AddressBlock.parseAddress("2001:db8:1:2:ffff::");

    assertThat(AddressBlock.around(one, 64))
        .isEqualTo(AddressBlock.around(other, 64))
        .hasSameHashCodeAs(AddressBlock.around(other, 64))
        .isNotEqualTo(AddressBlock.around(one, 65))
        .hasToString("2001:db8:1:2:0:0:0:0/64");
  }

  @Test
  void singleAddressIsABlockOfOne() {
    assertThat(AddressBlock.parse("192.0.2.1")).hasToString("192.0.2.1/32");
    assertThat(AddressBlock.parse("::1").prefix()).isEqualTo(128);
  }
}
