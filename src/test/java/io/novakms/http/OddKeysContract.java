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
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Keys that servers are tempted to change, whichever server it is. A class that implements it
 * brings one.
 */
public interface OddKeysContract {
  /** An instance of an app, which may call, and has no values. */
  TestApp app();

  /** All of them beside each other. */
  @Test
  default void keysAreReadUnderTheirPaths() {
    List<OddKey> keys = OddKey.inPaths().toList();
    writeAll(keys);

    for (OddKey key : keys) {
      assertReads(key.path(), key.key());
      assertReads(key.parameter(), key.key());
    }
    deleteAll(keys);
  }

  /** One by one: no other value is there to be taken for it. */
  @Tag("soak")
  @ParameterizedTest
  @MethodSource("io.novakms.http.OddKey#inPaths")
  default void keyIsReadUnderItsPath(OddKey key) {
    writeAll(List.of(key));

    assertReads(key.path(), key.key());
    assertReads(key.parameter(), key.key());
    deleteAll(List.of(key));
  }

  /** All of them beside each other, and beside what a server could make of them. */
  @Test
  default void keysThatAPathCannotHoldAreReadAsAParameter() {
    List<OddKey> keys = OddKey.notInPaths().toList();
    List<OddKey> rewritten = List.of(new OddKey("a/b", "a/b"), new OddKey("b", "b"));
    writeAll(keys);
    writeAll(rewritten);

    for (OddKey key : keys) {
      assertReads(key.parameter(), key.key());
      assertReadsOrRefuses(key);
    }
    deleteAll(keys);
    deleteAll(rewritten);
  }

  /** One by one. */
  @Tag("soak")
  @ParameterizedTest
  @MethodSource("io.novakms.http.OddKey#notInPaths")
  default void keyThatAPathCannotHoldIsReadAsAParameter(OddKey key) {
    List<OddKey> all = List.of(key, new OddKey("a/b", "a/b"), new OddKey("b", "b"));
    writeAll(all);

    assertReads(key.parameter(), key.key());
    assertReadsOrRefuses(key);
    deleteAll(all);
  }

  @Test
  default void everyCharacterIsReadAsAParameter() {
    List<OddKey> keys = OddKey.ofCharacters().toList();
    writeAll(keys);

    for (OddKey key : keys) {
      assertReads(key.parameter(), key.key());
      assertReads(key.parameter().replace("+", "%20"), key.key());
    }
    deleteAll(keys);
  }

  /** What is no spelling of a key is never read as one. Some of it the server itself refuses. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/kms/data/%ff",
        "/kms/data/%C3",
        "/kms/data/%C0%AE%C0%AE",
        "/kms/data?key=%ff",
        "/kms/data?key=%C3",
        "/kms/data?key=%C0%AE",
        "/kms/data?key=%ED%A0%80",
        "/kms/data?key=%zz",
        "/kms/data?key=%",
        "/kms/data?key=%4",
        "/kms/data?key=%EF%BC%91%",
        "/kms/data?key=a&key=b",
        "/kms/data/a?key=a"
      })
  default void whatNamesNoKeyIsRefused(String target) {
    Answer refused = app().get(target).answer();

    assertThat(refused.status()).as(refused.toString()).isEqualTo(400);
  }

  /**
   * The key's own value is read, or none: servers refuse some of these paths by themselves, and
   * what they say then is nothing that a client could take for a value.
   */
  private void assertReadsOrRefuses(OddKey key) {
    Exchange exchange = app().get(key.path());
    Answer answer = exchange.answer();
    if (ServersOwnAnswers.contains(key.path(), answer)) {
      return;
    }
    if (answer.status() != 200) {
      assertThat(answer.status()).as(key + ": " + answer).isIn(400, 404);
      assertThat(answer.headers()).doesNotContainKey("x-kms-response-signature");
    } else {
      assertIs(app().open(exchange), key.path(), key.key());
    }
  }

  /** The same bytes reach the store and come back, whichever way the key took. */
  private void assertReads(String target, String key) {
    assertIs(app().read(target), target, key);
  }

  private static void assertIs(JsonNode read, String target, String key) {
    assertThat(read.path("key").textValue()).as(target).isEqualTo(key);
    assertThat(text(read)).as(target).isEqualTo("value of " + key);
  }

  private void writeAll(List<OddKey> keys) {
    keys.forEach(key -> app().call("PUT", DATA, value(key.key(), "value of " + key.key())));
    assertThat(app().read(DATA).path("keys").valueStream().map(JsonNode::textValue))
        .containsAll(keys.stream().map(OddKey::key).toList());
  }

  private void deleteAll(List<OddKey> keys) {
    keys.stream()
        .map(OddKey::key)
        .distinct()
        .forEach(key -> app().call("DELETE", DATA, object().put("key", key)));
    for (OddKey key : keys) {
      assertRefused(app().get(key.parameter()).answer(), 404, "not_found");
    }
  }
}
