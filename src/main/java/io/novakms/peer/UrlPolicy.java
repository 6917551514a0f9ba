package io.novakms.peer;

import io.novakms.model.AddressBlock;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Which URLs a peer may have (protocol, section 2): https in an enclave, http or https outside; a
 * host; no user info, query or fragment; and, unless private addresses are allowed, no address that
 * is not public. The addresses of a host name are only known after a look-up, so {@link #objection}
 * checks every address right before a connection.
 */
public final class UrlPolicy {
  private static final int MAX_LENGTH = 2048;
  private static final Pattern IPV4 = Pattern.compile("[0-9]+(\\.[0-9]+){3}");
  // Some resolvers read it as one big number, others as a name.
  private static final Pattern NUMBER = Pattern.compile("(.*\\.)?([0-9]+|0x[0-9a-f]*)");
  private static final Pattern LOCALHOST = Pattern.compile("(.+\\.)?localhost");

  private final boolean inEnclave;
  private final boolean allowPrivateAddresses;

  /**
   * A policy.
   *
   * @param inEnclave whether only https will do
   * @param allowPrivateAddresses {@code KMS_ALLOW_PRIVATE_PEERS}: whether an address may be one
   *     that is not public
   */
  public UrlPolicy(boolean inEnclave, boolean allowPrivateAddresses) {
    this.inEnclave = inEnclave;
    this.allowPrivateAddresses = allowPrivateAddresses;
  }

  /**
   * Brings {@code url} to its normal form: scheme and host in lower case, no default port, no dot
   * segments, no slash at the end. Equal URLs are equal then. Asks no name server.
   *
   * @throws IllegalArgumentException where the policy refuses it; the message says why and does not
   *     repeat the URL, which is its operator's text
   */
  public URI check(String url) {
    URI uri = parse(url);
    String scheme = scheme(uri);
    require(uri.getRawUserInfo() == null, "the URL must not have user info");
    require(uri.getHost() != null, "the URL must have a host: a DNS name or an IP address");
    require(uri.getRawQuery() == null, "the URL must not have a query");
    require(uri.getRawFragment() == null, "the URL must not have a fragment");
    String host = host(uri);
    return URI.create(scheme + "://" + host + port(uri, scheme) + path(uri));
  }

  /** Why this node must not connect to {@code address}, in words; empty where it may. */
  public Optional<String> objection(InetAddress address) {
    return allowPrivateAddresses ? Optional.empty() : AddressRules.objection(address);
  }

  /**
   * The address that {@code host} spells, where it is no name.
   *
   * @param host as in a URI, so an IPv6 address has brackets
   * @throws IllegalArgumentException where it looks like an address, and is none
   */
  public static Optional<InetAddress> literal(String host) {
    if (host.startsWith("[") && host.endsWith("]")) {
      return Optional.of(AddressBlock.parseAddress(host.substring(1, host.length() - 1)));
    }
    return IPV4.matcher(host).matches()
        ? Optional.of(AddressBlock.parseAddress(host))
        : Optional.empty();
  }

  private static URI parse(String url) {
    require(url != null && !url.isBlank(), "there is no URL");
    require(url.length() <= MAX_LENGTH, "the URL is longer than " + MAX_LENGTH + " characters");
    require(url.chars().allMatch(c -> c > ' ' && c < 0x7f), "the URL must be plain ASCII");
    try {
      return new URI(url);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("the URL is malformed");
    }
  }

  private String scheme(URI uri) {
    String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
    if (inEnclave) {
      require(scheme.equals("https"), "the URL must start with https:// in an enclave");
    }
    require(
        scheme.equals("https") || scheme.equals("http"),
        "the URL must start with https:// or http://");
    return scheme;
  }

  private String host(URI uri) {
    String host = uri.getHost().toLowerCase(Locale.ROOT);
    require(host.indexOf('%') < 0, "the URL must not name a network interface");
    if (host.endsWith(".")) {
      host = host.substring(0, host.length() - 1);
    }
    Optional<InetAddress> literal = literal(host);
    if (literal.isPresent()) {
      checkLiteral(host, literal.get());
      return host;
    }
    require(!NUMBER.matcher(host).matches(), "the URL's host is neither a name nor an IP address");
    if (!allowPrivateAddresses) {
      require(!LOCALHOST.matcher(host).matches(), "the URL's host is a loopback name");
    }
    return host;
  }

  private void checkLiteral(String host, InetAddress address) {
    if (host.startsWith("[") && !allowPrivateAddresses) {
      // A name server may answer with such a form; a registered URL has no reason to.
      require(
          !(address instanceof Inet4Address) && !AddressRules.isNat64(address),
          "the URL's host is an IPv4 address in IPv6 form");
    }
    Optional<String> objection = objection(address);
    require(objection.isEmpty(), "the URL's host is " + objection.orElse(""));
  }

  private static String port(URI uri, String scheme) {
    int port = uri.getPort();
    if (port == -1 || port == (scheme.equals("https") ? 443 : 80)) {
      return "";
    }
    require(port >= 1 && port <= 65535, "the URL's port must be from 1 to 65535");
    return ":" + port;
  }

  private static String path(URI uri) {
    String path = uri.normalize().getRawPath();
    require(!(path + "/").contains("/../"), "the URL's path leads above its root");
    int end = path.length();
    while (end > 0 && path.charAt(end - 1) == '/') {
      end--;
    }
    return path.substring(0, end);
  }

  private static void require(boolean ok, String otherwise) {
    if (!ok) {
      throw new IllegalArgumentException(otherwise);
    }
  }
}
