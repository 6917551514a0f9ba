package io.novakms.peer;

import io.novakms.model.AddressBlock;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Which IP addresses are public, so that a registered URL can't make this node talk to its own
 * machine or network. Follows IANA's special-purpose registries (RFC 6890): in IPv4 everything but
 * the listed blocks is public; in IPv6 only global unicast (2000::/3) without the listed blocks is,
 * and NAT64 (RFC 6052) counts as the IPv4 address inside it. Java itself turns an IPv4-mapped
 * address into the IPv4 address it means.
 */
final class AddressRules {
  private static final List<Special> SPECIAL =
      List.of(
          special("0.0.0.0/8", "an unspecified address"),
          special("10.0.0.0/8", "a private address"),
          special("100.64.0.0/10", "a carrier-grade NAT address"),
          special("127.0.0.0/8", "a loopback address"),
          special("169.254.0.0/16", "a link-local address"),
          special("172.16.0.0/12", "a private address"),
          special("192.0.0.0/24", "a reserved address"),
          special("192.0.2.0/24", "a documentation address"),
          special("192.88.99.0/24", "a reserved address"),
          special("192.168.0.0/16", "a private address"),
          special("198.18.0.0/15", "a benchmarking address"),
          special("198.51.100.0/24", "a documentation address"),
          special("203.0.113.0/24", "a documentation address"),
          special("224.0.0.0/4", "a multicast address"),
          special("240.0.0.0/4", "a reserved address"),
          special("::/128", "an unspecified address"),
          special("::1/128", "a loopback address"),
          special("fc00::/7", "a unique-local address"),
          special("fe80::/10", "a link-local address"),
          special("fec0::/10", "a site-local address"),
          special("ff00::/8", "a multicast address"),
          special("64:ff9b:1::/48", "a local NAT64 address"),
          special("2001::/23", "a reserved address"),
          special("2001:db8::/32", "a documentation address"),
          special("2002::/16", "a 6to4 address"),
          special("3fff::/20", "a documentation address"));
  private static final AddressBlock GLOBAL_UNICAST = AddressBlock.parse("2000::/3");
  private static final AddressBlock NAT64 = AddressBlock.parse("64:ff9b::/96");

  private AddressRules() {}

  /** The kind of {@code address}, in words, where it is not public; else empty. */
  static Optional<String> objection(InetAddress address) {
    if (NAT64.contains(address)) {
      return objection(ipv4(Arrays.copyOfRange(address.getAddress(), 12, 16)));
    }
    Optional<String> objection =
        SPECIAL.stream()
            .filter(special -> special.block().contains(address))
            .map(Special::what)
            .findFirst();
    if (objection.isPresent()
        || address instanceof Inet4Address
        || GLOBAL_UNICAST.contains(address)) {
      return objection;
    }
    return Optional.of("a reserved address");
  }

  /** Whether {@code address} is an IPv4 address in NAT64 form. */
  static boolean isNat64(InetAddress address) {
    return NAT64.contains(address);
  }

  private static Special special(String block, String what) {
    return new Special(AddressBlock.parse(block), what);
  }

  private static InetAddress ipv4(byte[] address) {
    try {
      return InetAddress.getByAddress(address);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("an IPv4 address has 4 bytes", e);
    }
  }

  /** A block of addresses that are not public, and what an error calls one of them. */
  private record Special(AddressBlock block, String what) {}
}
