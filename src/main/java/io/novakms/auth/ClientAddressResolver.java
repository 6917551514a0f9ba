package io.novakms.auth;

import io.novakms.model.AddressBlock;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds a client's address behind reverse proxies. {@code X-Forwarded-For} can be written by
 * anyone, so it is believed only from a trusted proxy, and only as far as the chain of trusted
 * proxies goes: from the right, the first hop that is no trusted proxy is the client. Immutable.
 */
public final class ClientAddressResolver {
  // A hop may carry a port: 192.0.2.1:4711, [2001:db8::1]:4711.
  private static final Pattern BRACKETED = Pattern.compile("\\[([^\\]]*)\\](:[0-9]{1,5})?");
  private static final Pattern IPV4_WITH_PORT = Pattern.compile("([0-9.]+):[0-9]{1,5}");
  private static final InetAddress UNKNOWN = AddressBlock.parseAddress("0.0.0.0");

  private final List<AddressBlock> trustedProxies;

  /** Believes the {@code X-Forwarded-For} of {@code trustedProxies}. */
  public ClientAddressResolver(List<AddressBlock> trustedProxies) {
    this.trustedProxies = List.copyOf(trustedProxies);
  }

  /**
   * The client of a request.
   *
   * @param peer the address of the other end of the connection; where it is none, all such requests
   *     count as one client
   * @param forwardedFor the values of all {@code X-Forwarded-For} headers, in the order in which
   *     they came
   * @return the rightmost hop that is no trusted proxy; the leftmost hop, where all are; {@code
   *     peer}, where it is not trusted or a hop that matters is malformed
   */
  public ClientAddress resolve(String peer, List<String> forwardedFor) {
    InetAddress connected = hop(peer).orElse(UNKNOWN);
    if (!isTrusted(connected) || forwardedFor.isEmpty()) {
      return new ClientAddress(connected);
    }
    String hops = String.join(",", forwardedFor);
    InetAddress client = connected;
    // What lies left of the client is never looked at, so its length costs nothing.
    for (int end = hops.length(); end >= 0; ) {
      int comma = hops.lastIndexOf(',', end - 1);
      Optional<InetAddress> hop = hop(hops.substring(comma + 1, end).strip());
      if (hop.isEmpty()) {
        return new ClientAddress(connected);
      }
      client = hop.get();
      if (!isTrusted(client)) {
        break;
      }
      end = comma;
    }
    return new ClientAddress(client);
  }

  /** Whether {@code peer}, the address of the other end of a connection, is a trusted proxy. */
  public boolean isTrusted(String peer) {
    return hop(peer).filter(this::isTrusted).isPresent();
  }

  private boolean isTrusted(InetAddress address) {
    return trustedProxies.stream().anyMatch(block -> block.contains(address));
  }

  private static Optional<InetAddress> hop(String text) {
    try {
      return Optional.of(AddressBlock.parseAddress(withoutPort(text)));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static String withoutPort(String text) {
    if (text == null) {
      return "";
    }
    Matcher bracketed = BRACKETED.matcher(text);
    if (bracketed.matches()) {
      return withoutZone(bracketed.group(1));
    }
    Matcher ipv4 = IPV4_WITH_PORT.matcher(text);
    return ipv4.matches() ? ipv4.group(1) : withoutZone(text);
  }

  // A server may name the interface of a link-local address: fe80::1%eth0.
  private static String withoutZone(String text) {
    int zone = text.indexOf('%');
    return zone < 0 ? text : text.substring(0, zone);
  }
}
