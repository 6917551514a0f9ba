package io.novakms.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.novakms.model.KmsException;
import io.novakms.model.KmsException.Kind;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StrictJsonTest {
  @Test
  void readsAnObject() {
    assertThat(StrictJson.object(" {\"a\": [1, \"é\", null, {\"b\": true}]} \n").toString())
        .isEqualTo("{\"a\":[1,\"é\",null,{\"b\":true}]}");
  }

  @Test
  void numbersKeepEveryDigit() {
    var read = StrictJson.object("{\"i\": 18446744073709551616, \"f\": 1.10, \"e\": 1e400}");
    assertThat(read.get("i").bigIntegerValue()).isEqualTo("18446744073709551616");
    assertThat(read.get("f").decimalValue()).isEqualTo(new BigDecimal("1.10"));
    assertThat(read.get("e").decimalValue()).isEqualTo(new BigDecimal("1e400"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "1", "\"text\"", "[]", "[{}]", "{}", "true"})
  void readsOneValueOfAnyType(String text) {
    assertThat(StrictJson.value(text)).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "1 2", "[] {}", "{\"a\":1,\"a\":1}", "nul", "\"", "[1"})
  void refusesWhatIsNotOneUnambiguousValue(String text) {
    assertThatThrownBy(() -> StrictJson.value(text))
        .isInstanceOfSatisfying(
            KmsException.class, e -> assertThat(e.kind()).isEqualTo(Kind.BAD_REQUEST));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "null",
        "1",
        "\"text\"",
        "[]",
        "{",
        "{\"a\"}",
        "{\"a\":}",
        "{\"a\":1,}",
        "{a:1}",
        "{'a':1}",
        "{\"a\":NaN}",
        "{\"a\":01}",
        "{\"a\":+1}",
        "{\"a\":.5}",
        "{\"a\":0x10}",
        "{\"a\":\"\u0001\"}",
        "{\"a\":\"\\x\"}",
        "{\"a\":1} {}",
        "{\"a\":1} x",
        "{\"a\":1}]",
        "// comment\n{}",
        "{\"a\":1,\"a\":1}",
        "{\"a\":1,\"\\u0061\":2}",
        "{\"o\":{\"a\":1,\"b\":2,\"a\":3}}",
        "{\"o\":[{\"a\":1,\"a\":null}]}"
      })
  void refusesWhatIsNotOneUnambiguousObject(String text) {
    assertThatThrownBy(() -> StrictJson.object(text))
        .isInstanceOfSatisfying(
            KmsException.class, e -> assertThat(e.kind()).isEqualTo(Kind.BAD_REQUEST));
  }

  @Test
  void refusesToGoTooDeep() {
    String deepest = nested(StrictJson.MAX_DEPTH);
    assertThat(StrictJson.object(deepest).toString()).isEqualTo(deepest);
    assertThatThrownBy(() -> StrictJson.object(nested(StrictJson.MAX_DEPTH + 1)))
        .isInstanceOf(KmsException.class);
    assertThatThrownBy(() -> StrictJson.object(nested(1_000_000))).isInstanceOf(KmsException.class);
  }

  @Test
  void refusesEndlessNumbers() {
    assertThatThrownBy(() -> StrictJson.object("{\"a\":" + "9".repeat(1000) + "}"))
        .isInstanceOf(KmsException.class);
  }

  @Test
  void readsStringsAsLongAsTheBodyMayBe() {
    String text = "a".repeat(30_000_000);
    assertThat(StrictJson.object("{\"a\":\"" + text + "\"}").get("a").textValue()).isEqualTo(text);
  }

  @Test
  void refusesBytesThatAreNotUtf8() throws IOException {
    byte[] overlong = {'{', '"', 'a', '"', ':', '"', (byte) 0xc0, (byte) 0xaf, '"', '}'};
    byte[] surrogate = {'{', '"', (byte) 0xed, (byte) 0xa0, (byte) 0x80, '"', ':', '1', '}'};
    byte[] cut = {'{', '"', 'a', '"', ':', '"', (byte) 0xc3, '"', '}'};
    for (byte[] bytes : new byte[][] {overlong, surrogate, cut}) {
      assertThatThrownBy(() -> StrictJson.object(stream(bytes)))
          .isInstanceOf(KmsException.class)
          .hasMessageContaining("UTF-8");
    }
    assertThat(
            StrictJson.object(stream("{\"é\":\"😀\"}".getBytes(StandardCharsets.UTF_8)))
                .fieldNames())
        .toIterable()
        .containsExactly("é");
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-16", "UTF-16LE", "UTF-32BE", "ISO-8859-1"})
  void guessesNoOtherEncoding(String charset) {
    byte[] bytes = "{\"é\":1}".getBytes(Charset.forName(charset));
    assertThatThrownBy(() -> StrictJson.object(stream(bytes))).isInstanceOf(KmsException.class);
  }

  @Test
  void neverRepeatsWhatItRead() {
    assertThatThrownBy(() -> StrictJson.object("{\"secret-name\": secret-value}"))
        .hasMessageNotContaining("secret")
        .hasNoCause();
  }

  @Test
  void passesOnThatTheStreamFailed() {
    InputStream failing =
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw new IOException("gone");
          }
        };
    assertThatThrownBy(() -> StrictJson.object(failing)).isInstanceOf(IOException.class);
  }

  private static InputStream stream(byte[] bytes) {
    return new ByteArrayInputStream(bytes);
  }

  private static String nested(int depth) {
    return "{\"a\":".repeat(depth - 1) + "{}" + "}".repeat(depth - 1);
  }
}
