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

  /** What one site usually gets in IPv6: RFC 6177. */
  private static final int IPV6_SITE = 48;

  private static final int IPV4_PREFIX = 32;

  /**
   * What limits count together: the address itself, or in IPv6 its /64, since one client has 2^64
   * addresses there to choose from.
   */
  public AddressBlock network() {
    return block(IPV6_PREFIX);
  }

  /**
   * What shares count together: the address itself, or in IPv6 its /48, since one site has 65,536
   * networks there to choose from.
   */
  public AddressBlock site() {
    return block(IPV6_SITE);
  }

  private AddressBlock block(int ipv6Prefix) {
    return AddressBlock.around(address, address instanceof Inet6Address ? ipv6Prefix : IPV4_PREFIX);
  }
}
