package io.novakms.auth;

import io.novakms.model.AddressBlock;
import java.net.Inet6Address;
import java.net.InetAddress;

/**
 * Where a request comes from.
 *
 * @param address the client's address, as far as this node can know it
 */
public record ClientAddress(InetAddress address) {
  /** What one customer of a network usually gets in IPv6: RFC 6177, RFC 7421. */
  private static final int IPV6_PREFIX = 64;

  private static final int IPV4_PREFIX = 32;

  /**
   * What limits count together: the address itself, or in IPv6 its /64, since one client has 2^64
   * addresses there to choose from.
   */
  public AddressBlock network() {
    return AddressBlock.around(
        address, address instanceof Inet6Address ? IPV6_PREFIX : IPV4_PREFIX);
  }
}
