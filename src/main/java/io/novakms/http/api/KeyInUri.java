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
import java.util.regex.Pattern;

/**
 * The key that the URI of a read names: all that stands behind {@code /kms/data/}, or {@code
 * ?key=}.
 *
 * <p>It reads the URI as it was sent (RFC 3986). What servers make of one differs: some decode
 * {@code %2F}, drop a slash at the end, or resolve {@code ..}, and no two alike. Keys that a server
 * or a proxy would change on the way all the same are refused in a path, wherever the request
 * arrives; a query takes every key.
 */
final class KeyInUri {
  private static final String QUERY_NAME = "key";

  /** Segments that paths are resolved by, and those that servers take for such. */
  private static final Pattern DOTS = Pattern.compile("(^|/)\\.+(/|$)");

  private KeyInUri() {}

  /**
   * The key, decoded; empty where {@code request} names none.
   *
   * @throws KmsException BAD_REQUEST where it is named twice, is malformed, or can't be in a path
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
    String key = decoded(rest.substring(1), false);
    if (!rest.startsWith("/") || isUnfitForPaths(key)) {
      throw ambiguous();
    }
    return Optional.of(key);
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

  /** Whether a path can't hold {@code key} on every server: what one refuses, all do. */
  private static boolean isUnfitForPaths(String key) {
    return DOTS.matcher(key).find() || key.indexOf('\\') >= 0 || key.indexOf('\0') >= 0;
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
