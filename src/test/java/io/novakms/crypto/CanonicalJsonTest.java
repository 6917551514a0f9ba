package io.novakms.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.novakms.model.KmsException;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.UniqueElements;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CanonicalJsonTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{ } | {}",
        "[ ] | []",
        "[{}, [], null, true, false] | [{},[],null,true,false]",
        "{\"b\": 1, \"a\": {\"d\": 2, \"c\": [3, {\"f\": 4, \"e\": 5}]}}"
            + "| {\"a\":{\"c\":[3,{\"e\":5,\"f\":4}],\"d\":2},\"b\":1}",
        "{\"a\": 1, \"\": 2, \"aa\": 3, \"B\": 4} | {\"\":2,\"B\":4,\"a\":1,\"aa\":3}",
        "[0, -1, 9223372036854775807, 123456789012345678901234567890]"
            + "| [0,-1,9223372036854775807,123456789012345678901234567890]",
        "\"a\\u0041\\/\" | \"aA/\""
      })
  void textIsTheOneBothSidesAgreeOn(String json, String canonical) throws IOException {
    assertThat(canonical(json)).isEqualTo(canonical);
  }

  @Test
  void onlyWhatJsonDemandsIsEscaped() {
    String text =
        "\u0000\u0001\b\t\n\u000b\f\r\u001f \"\\/\u007f\u0080é\u07ff\u0800\u2028\uffff\uD83D\uDD11";

    assertThat(canonical(JsonNodeFactory.instance.textNode(text)))
        .isEqualTo(
            "\"\\u0000\\u0001\\b\\t\\n\\u000b\\f\\r\\u001f \\\"\\\\/\u007f\u0080é\u07ff\u0800\u2028\uffff\uD83D\uDD11\"");
  }

  @Test
  void keysSortByCodePointAndNotByUtf16() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("\uD83D\uDD11", 4).put("\uffff", 3).put("\ue000", 2).put("z", 1);

    assertThat(canonical(json)).isEqualTo("{\"z\":1,\"\ue000\":2,\"\uffff\":3,\"\uD83D\uDD11\":4}");
  }

  @Test
  void textLongerThanTheBufferIsWhole() {
    String text = "é".repeat(100_000) + "x".repeat(100_000);

    assertThat(canonical(JsonNodeFactory.instance.textNode(text))).isEqualTo("\"" + text + "\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.5", "1.0", "1e2", "-0.0", "[{\"a\":0.1}]"})
  void fractionsAreRefused(String json) {
    assertThatThrownBy(() -> canonical(json))
        .isInstanceOfSatisfying(
            KmsException.class, e -> assertThat(e.kind()).isEqualTo(KmsException.Kind.BAD_REQUEST));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\ud800", "\udc00x", "x\ud83d", "\udd11\ud83d"})
  void halfASurrogatePairIsRefused(String text) {
    JsonNodeFactory json = JsonNodeFactory.instance;

    assertThatThrownBy(() -> canonical(json.textNode(text))).isInstanceOf(KmsException.class);
    assertThatThrownBy(() -> canonical(json.objectNode().put(text, 1)))
        .isInstanceOf(KmsException.class);
  }

  @Test
  void whatIsNoJsonIsRefused() {
    assertThatThrownBy(() -> canonical(JsonNodeFactory.instance.binaryNode(new byte[1])))
        .isInstanceOf(KmsException.class);
    assertThatThrownBy(() -> canonical(JsonNodeFactory.instance.missingNode()))
        .isInstanceOf(KmsException.class);
  }

  @Property
  void orderOfTheKeysDoesNotMatterAndNothingIsLost(
      @ForAll @UniqueElements List<Integer> keys, @ForAll BigInteger value) throws IOException {
    ObjectNode ascending = JsonNodeFactory.instance.objectNode();
    ObjectNode descending = JsonNodeFactory.instance.objectNode();
    for (int i = 0; i < keys.size(); i++) {
      ascending.put(name(keys.get(i)), value);
      descending.put(name(keys.get(keys.size() - 1 - i)), value);
    }

    assertThat(canonical(ascending)).isEqualTo(canonical(descending));
    assertThat(MAPPER.writeValueAsString(MAPPER.readTree(canonical(ascending))))
        .isEqualTo(canonical(ascending));
  }

  private static String name(int key) {
    return "k" + key;
  }

  private static String canonical(String json) throws IOException {
    return canonical(MAPPER.readTree(json));
  }

  private static String canonical(JsonNode json) {
    return new String(CanonicalJson.encode(json), StandardCharsets.UTF_8);
  }
}
