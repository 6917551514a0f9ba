package io.novakms.peer;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Which IP addresses are public, so that a registered URL can't make this node talk to its own
 * machine or network. Knows IANA's special-purpose registries (RFC 6890): in IPv4 everything but
 * the listed blocks is public; in IPv6 only global unicast (2000::/3) without the listed blocks is,
 * and NAT64 (RFC 6052) counts as the IPv4 address inside it. Java itself turns an IPv4-mapped
 * address into the IPv4 address it means.
 */
final class AddressRules {
  private static final List<Block> SPECIAL =
      List.of(
          block("0.0.0.0/8", "an unspecified address"),
          block("10.0.0.0/8", "a private address"),
          block("100.64.0.0/10", "a carrier-grade NAT address"),
          block("127.0.0.0/8", "a loopback address"),
          block("169.254.0.0/16", "a link-local address"),
          block("172.16.0.0/12", "a private address"),
          block("192.0.0.0/24", "a reserved address"),
          block("192.0.2.0/24", "a documentation address"),
          block("192.88.99.0/24", "a reserved address"),
          block("192.168.0.0/16", "a private address"),
          block("198.18.0.0/15", "a benchmarking address"),
          block("198.51.100.0/24", "a documentation address"),
          block("203.0.113.0/24", "a documentation address"),
          block("224.0.0.0/4", "a multicast address"),
          block("240.0.0.0/4", "a reserved address"),
          block("::/128", "an unspecified address"),
          block("::1/128", "a loopback address"),
          block("fc00::/7", "a unique-local address"),
          block("fe80::/10", "a link-local address"),
          block("fec0::/10", "a site-local address"),
          block("ff00::/8", "a multicast address"),
          block("64:ff9b:1::/48", "a local NAT64 address"),
          block("2001::/23", "a reserved address"),
          block("2001:db8::/32", "a documentation address"),
          block("2002::/16", "a 6to4 address"),
          block("3fff::/20", "a documentation address"));
  private static final Block GLOBAL_UNICAST = block("2000::/3", "a global address");
  private static final Block NAT64 = block("64:ff9b::/96", "a NAT64 address");

  private AddressRules() {}

  /** What {@code address} is, in words, where it is not public; else empty. */
  static Optional<String> objection(InetAddress address) {
    byte[] bytes = address.getAddress();
    if (NAT64.contains(bytes)) {
      return objection(bytes(Arrays.copyOfRange(bytes, 12, 16)));
    }
    Optional<String> special =
        SPECIAL.stream().filter(block -> block.contains(bytes)).map(Block::what).findFirst();
    if (special.isPresent() || address instanceof Inet4Address || GLOBAL_UNICAST.contains(bytes)) {
      return special;
    }
    return Optional.of("a reserved address");
  }

  /** Whether {@code address} is an IPv4 address in NAT64's clothes. */
  static boolean isNat64(InetAddress address) {
    return NAT64.contains(address.getAddress());
  }

  private static Block block(String cidr, String what) {
    int slash = cidr.indexOf('/');
    byte[] prefix = literal(cidr.substring(0, slash)).getAddress();
    return new Block(prefix, Integer.parseInt(cidr.substring(slash + 1)), what);
  }

  /**
   * The address that {@code text} spells; never asks a name server.
   *
   * @param text an IPv4 address in four decimal numbers, or an IPv6 address
   */
  static InetAddress literal(String text) {
    try {
      return InetAddress.getByName(
          text.indexOf(':') < 0 || text.startsWith("[") ? text : "[" + text + "]");
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("not an IP address", e);
    }
  }

  private static InetAddress bytes(byte[] address) {
    try {
      return InetAddress.getByAddress(address);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("an IP address is 4 or 16 bytes", e);
    }
  }

  /** All addresses whose first {@code bits} are those of {@code prefix}. */
  @SuppressWarnings("ArrayRecordComponent")
  private record Block(byte[] prefix, int bits, String what) {
    boolean contains(byte[] address) {
      if (address.length != prefix.length) {
        return false;
      }
      int whole = bits / 8;
      int mask = 0xff00 >> bits % 8 & 0xff;
      return Arrays.equals(prefix, 0, whole, address, 0, whole)
          && (mask == 0 || ((prefix[whole] ^ address[whole]) & mask) == 0);
    }
  }
}
