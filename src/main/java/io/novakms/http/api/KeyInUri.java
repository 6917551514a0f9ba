package io.novakms.http.api;

import io.novakms.model.KmsException;
import io.novakms.model.KmsException.Kind;
import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * The key that the URI of a read names: all that stands behind {@code /kms/data/}, or {@code
 * ?key=}.
 *
 * <p>It reads the URI as it was sent (RFC 3986), decoded once. What servers make of one differs:
 * some decode {@code %2F}, drop a slash at the end, or resolve {@code ..}, and no two alike; so
 * what a server refuses by itself never gets here. A path may name every other key, a query every
 * key. The answer says which key was read, should a proxy have changed it on the way.
 */
final class KeyInUri {
  private static final String QUERY_NAME = "key";

  private KeyInUri() {}

  /**
   * The key, decoded; empty where {@code request} names none.
   *
   * @throws KmsException BAD_REQUEST where it is named twice, is malformed
   */
  static Optional<String> of(HttpServletRequest request) {
    Optional<String> inPath = inPath(request);
    Optional<String> inQuery = inQuery(request.getQueryString());
    if (inPath.isPresent() && inQuery.isPresent()) {
      throw refused("the key is named in the path, and as ?key=: name it once");
    }
    return inPath.or(() -> inQuery);
  }

  /** Whether {@code request} names a key, be it as it should or not. */
  static boolean isThere(HttpServletRequest request) {
    try {
      return of(request).isPresent();
    } catch (KmsException e) {
      // It means to name one, and will be told what is wrong with it.
      return true;
    }
  }

  private static Optional<String> inPath(HttpServletRequest request) {
    String route = request.getContextPath() + DataResource.PATH;
    String path = request.getRequestURI();
    if (!path.startsWith(route)) {
      // Another spelling of the route, such as one with a matrix parameter: where it ends is open.
      throw ambiguous();
    }
    String rest = path.substring(route.length());
    if (rest.isEmpty() || rest.equals("/")) {
      return Optional.empty();
    }
    if (!rest.startsWith("/")) {
      throw ambiguous();
    }
    return Optional.of(decoded(rest.substring(1), false));
  }

  private static Optional<String> inQuery(String query) {
    if (query == null) {
      return Optional.empty();
    }
    List<String> values =
        Arrays.stream(query.split("&"))
            .map(parameter -> parameter.split("=", 2))
            .filter(parameter -> decoded(parameter[0], true).equals(QUERY_NAME))
            .map(parameter -> parameter.length == 1 ? "" : decoded(parameter[1], true))
            .toList();
    if (values.size() > 1) {
      throw refused("?key= is there more than once: name one key");
    }
    return values.stream().findFirst();
  }

  /** Decodes percent signs strictly; in a {@code form}, a plus sign stands for a space. */
  private static String decoded(String text, boolean form) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '%') {
        bytes.write(octet(text, i + 1));
        i += 2;
      } else if (c <= ' ' || c > '~') {
        throw malformed();
      } else {
        bytes.write(form && c == '+' ? ' ' : c);
      }
    }
    try {
      ByteBuffer utf8 = ByteBuffer.wrap(bytes.toByteArray());
      return StandardCharsets.UTF_8.newDecoder().decode(utf8).toString();
    } catch (CharacterCodingException e) {
      throw malformed();
    }
  }

  private static int octet(String text, int from) {
    boolean isThere = from + 1 < text.length();
    if (!isThere || !text.substring(from, from + 2).chars().allMatch(HexFormat::isHexDigit)) {
      throw malformed();
    }
    return HexFormat.fromHexDigits(text, from, from + 2);
  }

  private static KmsException ambiguous() {
    return refused("servers may read this path in another way: name the key as ?key=");
  }

  private static KmsException malformed() {
    return refused("the key in the URI has to be UTF-8 with percent-encoding");
  }

  private static KmsException refused(String why) {
    return new KmsException(Kind.BAD_REQUEST, why);
  }
}
