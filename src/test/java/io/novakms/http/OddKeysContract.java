package io.novakms.http;

import static io.novakms.http.ErrorShape.assertRefused;
import static io.novakms.testing.TestApp.DATA;
import static io.novakms.testing.TestApp.object;
import static io.novakms.testing.TestApp.text;
import static io.novakms.testing.TestApp.value;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.novakms.testing.RawHttp.Answer;
import io.novakms.testing.TestApp;
import io.novakms.testing.TestApp.Exchange;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Keys that servers are tempted to change, whichever server it is. A class that implements it
 * brings one.
 */
public interface OddKeysContract {
  /** An instance of an app, which may call, and has no values. */
  TestApp app();

  /** Keys that a path can hold, and how a client spells them there. */
  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '~',
      value = {
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
        "key, %6B%65%79"
      })
  default void keyIsReadUnderItsPath(String key, String spelled) {
    write(key);

    assertReads(DATA + "/" + spelled, key);
    assertReads(DATA + "?key=" + URLEncoder.encode(key, StandardCharsets.UTF_8), key);
    delete(key);
  }

  /** Keys that a path can't hold, as this or that server refuses or rewrites them. */
  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '~',
      value = {
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
        "a\\b, a%5Cb",
        "\\, %5C"
      })
  default void keyThatAPathCannotHoldIsReadAsAParameter(String key, String spelled) {
    write(key);
    write("a/b");
    write("b");

    assertReads(DATA + "?key=" + URLEncoder.encode(key, StandardCharsets.UTF_8), key);
    assertNoValue(app().get(DATA + "/" + spelled).answer());
    delete(key);
    delete("a/b");
    delete("b");
  }

  /** Characters that CSV can't hold. */
  @ParameterizedTest
  @ValueSource(
      strings = {
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
        "\uffff"
      })
  default void everyCharacterIsReadAsAParameter(String key) {
    write(key);

    assertReads(DATA + "?key=" + URLEncoder.encode(key, StandardCharsets.UTF_8), key);
    assertReads(
        DATA + "?key=" + URLEncoder.encode(key, StandardCharsets.UTF_8).replace("+", "%20"), key);
    delete(key);
  }

  /** What is no spelling of a key is never read as one. Some of it the server itself refuses. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/kms/data/%ff",
        "/kms/data/%C3",
        "/kms/data/%C0%AE%C0%AE",
        "/kms/data/a%00b",
        "/kms/data?key=%ff",
        "/kms/data?key=%C3",
        "/kms/data?key=%C0%AE",
        "/kms/data?key=%ED%A0%80",
        "/kms/data?key=%zz",
        "/kms/data?key=%",
        "/kms/data?key=%4",
        "/kms/data?key=%EF%BC%91%",
        "/kms/data?key=",
        "/kms/data?key",
        "/kms/data?key=a&key=b",
        "/kms/data/a?key=a"
      })
  default void whatNamesNoKeyIsRefused(String target) {
    Answer refused = app().get(target).answer();

    assertThat(refused.status()).as(refused.toString()).isEqualTo(400);
  }

  /** Payara answers some paths by itself, with an empty 200 that nobody signed. */
  private static void assertNoValue(Answer answer) {
    if (answer.status() == 200) {
      assertThat(answer.body()).isEmpty();
      assertThat(answer.headers()).doesNotContainKey("x-kms-response-signature");
    } else {
      assertThat(answer.status()).as(answer.toString()).isEqualTo(400);
    }
  }

  /** The same bytes reach the store and come back, whichever way the key took. */
  private void assertReads(String target, String key) {
    JsonNode read = app().read(target);
    assertThat(read.path("key").textValue()).isEqualTo(key);
    assertThat(text(read)).isEqualTo("value of " + key);
  }

  private void write(String key) {
    app().call("PUT", DATA, value(key, "value of " + key));
    assertThat(app().read(DATA).path("keys").valueStream().map(JsonNode::textValue)).contains(key);
  }

  private void delete(String key) {
    app().call("DELETE", DATA, object().put("key", key));
    Exchange gone = app().get(DATA + "?key=" + URLEncoder.encode(key, StandardCharsets.UTF_8));
    assertRefused(gone.answer(), 404, "not_found");
  }
}
