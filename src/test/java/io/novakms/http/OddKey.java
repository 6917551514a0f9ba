package io.novakms.http;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/**
 * A key that servers are tempted to change.
 *
 * @param key as it is
 * @param spelled as a client spells it in a path
 */
record OddKey(String key, String spelled) {
  /** Keys that a path can hold. */
  private static final List<String> IN_PATHS =
      List.of(
          "a, a",
          "a/b/c, a/b/c",
          "a/b, a%2Fb",
          "a/b, a%2fb",
          "/a, /a",
          "/a, %2Fa",
          "a/, a/",
          "a//b, a//b",
          "/, /",
          "//, //",
          "50%, 50%25",
          "%2F, %252F",
          "%zz, %25zz",
          "a b, a%20b",
          "a+b, a+b",
          "a+b, a%2Bb",
          "a?b=c&d, a%3Fb=c&d",
          "a#b, a%23b",
          "a;b, a;b",
          "a;b=c/d, a;b=c/d",
          "a;b, a%3Bb",
          "a:b@c!d$e'(f)*, a:b@c!d$e'(f)*",
          "{a}, %7Ba%7D",
          "[a]|^`\"<>, %5Ba%5D%7C%5E%60%22%3C%3E",
          "é, %C3%A9",
          "é, %c3%a9",
          "\uD83D\uDD11/ключ/鍵, %F0%9F%94%91/%D0%BA%D0%BB%D1%8E%D1%87/%E9%8D%B5",
          "a..b, a..b",
          "a., a.",
          ".a, .a",
          "..a/b.., ..a/b..",
          "WEB-INF/web.xml, WEB-INF/web.xml",
          "key, %6B%65%79");

  /** Keys that a path can't hold, as this or that server refuses or rewrites them. */
  private static final List<String> NOT_IN_PATHS =
      List.of(
          "., .",
          ".., ..",
          "..., ...",
          "a/../b, a/../b",
          "a/../b, a%2F..%2Fb",
          "a/../b, a/%2e%2e/b",
          "a/./b, a/./b",
          "../data/a, ../data/a",
          "a/.., a/..",
          "a/.../b, a/.../b",
          "a/b/., a/b/.",
          "a\0b, a%00b",
          "a\\b, a%5Cb",
          "\\, %5C");

  /** Characters that are often lost. */
  private static final List<String> CHARACTERS =
      List.of(
          "\0",
          "a\0b",
          "\n",
          "\r\nX-Header: a",
          "\t",
          " ",
          "  a  ",
          "\u007f",
          "\u0085",
          "\ufeff",
          "\u202e",
          "e\u0301",
          "\uffff");

  /** Keys that a path can hold. */
  static Stream<OddKey> inPaths() {
    return IN_PATHS.stream().map(OddKey::of);
  }

  /** Keys that a path can't hold, as this or that server refuses or rewrites them. */
  static Stream<OddKey> notInPaths() {
    return NOT_IN_PATHS.stream().map(OddKey::of);
  }

  /** Keys of characters that are often lost. */
  static Stream<OddKey> ofCharacters() {
    return CHARACTERS.stream().map(key -> new OddKey(key, encoded(key)));
  }

  /** Where it is read by its path. */
  String path() {
    return "/kms/data/" + spelled;
  }

  /** Where it is read by a parameter. */
  String parameter() {
    return "/kms/data?key=" + encoded(key);
  }

  private static OddKey of(String line) {
    String[] parts = line.split(", ", 2);
    return new OddKey(parts[0], parts[1]);
  }

  private static String encoded(String key) {
    return URLEncoder.encode(key, StandardCharsets.UTF_8);
  }
}
