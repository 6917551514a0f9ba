package io.novakms.model;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;

/**
 * A block of IP addresses in CIDR notation (RFC 4632, RFC 4291 section 2.3), or a single address as
 * a block of one. No name is ever looked up.
 *
 * @param network the first address; every bit beyond the prefix is zero
 * @param prefix how many leading bits the addresses share: 0 to 32 for IPv4, 0 to 128 for IPv6
 */
public record AddressBlock(InetAddress network, int prefix) {
  private static final String OCTET = "(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])";
  private static final Pattern IPV4 = Pattern.compile(OCTET + "(\\." + OCTET + "){3}");
  private static final Pattern IPV6 = Pattern.compile("[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");
  private static final Pattern PREFIX = Pattern.compile("0|[1-9][0-9]{0,2}");
  private static final int LONGEST_LITERAL = 45;

  /** Checks the prefix, and that no bit beyond it is set. */
  public AddressBlock {
    if (prefix < 0 || prefix > bits(network)) {
      throw new IllegalArgumentException(
          "a prefix is a number from 0 to 32 (IPv4) or 128 (IPv6), and not longer than the address");
    }
    if (!masked(network, prefix).equals(network)) {
      throw new IllegalArgumentException(
          "the address of a block must not have bits beyond its prefix: 10.0.0.0/8, not 10.0.0.1/8");
    }
  }

  /** The block of {@code prefix} bits that {@code address} lies in. */
  public static AddressBlock around(InetAddress address, int prefix) {
    int length = Math.min(prefix, bits(address));
    return new AddressBlock(masked(address, length), length);
  }

  /**
   * Reads {@code 10.0.0.0/8}, {@code fd00::/8}, or an address alone.
   *
   * @throws IllegalArgumentException where it is neither
   */
  public static AddressBlock parse(String text) {
    int slash = text.indexOf('/');
    if (slash < 0) {
      InetAddress address = parseAddress(text);
      return new AddressBlock(address, bits(address));
    }
    InetAddress address = parseAddress(text.substring(0, slash));
    String length = text.substring(slash + 1);
    if (!PREFIX.matcher(length).matches()) {
      throw new IllegalArgumentException("the prefix after the slash is a number of bits");
    }
    return new AddressBlock(address, Integer.parseInt(length));
  }

  /**
   * Reads an IPv4 address in four decimal parts without leading zeros, or an IPv6 address without a
   * zone. An IPv4-mapped IPv6 address becomes the IPv4 address that it stands for.
   *
   * @throws IllegalArgumentException where {@code literal} is null or anything else, such as a name
   */
  public static InetAddress parseAddress(String literal) {
    if (literal == null
        || literal.length() > LONGEST_LITERAL
        || !(IPV4.matcher(literal).matches() || IPV6.matcher(literal).matches())) {
      throw new IllegalArgumentException("not an IP address");
    }
    try {
      // With a colon, or as four decimal parts, it can only be a literal: the JDK asks no resolver.
      return InetAddress.getByName(literal);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("not an IP address", e);
    }
  }

  /** Whether {@code address} lies in this block; never across IPv4 and IPv6. */
  public boolean contains(InetAddress address) {
    return bits(address) == bits(network) && masked(address, prefix).equals(network);
  }

  /** The block in CIDR notation. */
  @Override
  public String toString() {
    return network.getHostAddress() + "/" + prefix;
  }

  private static int bits(InetAddress address) {
    return address instanceof Inet6Address ? 128 : 32;
  }

  private static InetAddress masked(InetAddress address, int prefix) {
    byte[] bytes = address.getAddress();
    for (int i = 0; i < bytes.length; i++) {
      int kept = Math.max(0, Math.min(8, prefix - 8 * i));
      bytes[i] &= (byte) (0xff00 >> kept);
    }
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("an address has 4 or 16 bytes", e);
    }
  }
}
