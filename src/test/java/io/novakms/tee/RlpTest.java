package io.novakms.tee;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.novakms.model.Hex;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against the examples of the Ethereum documentation. */
class RlpTest {
  @Test
  void stringsAreTheDocumentedOnes() {
    assertThat(encoded("")).isEqualTo("80");
    assertThat(encoded("dog")).isEqualTo("83646f67");
    assertThat(encoded("Lorem ipsum dolor sit amet, consectetur adipisicing elit"))
        .startsWith("b8384c6f72656d20")
        .hasSize(2 * 58);
    assertThat(encoded("x".repeat(55))).startsWith("b778");
    assertThat(encoded("x".repeat(1024))).startsWith("b9040078");
  }

  @ParameterizedTest
  @CsvSource({"0,80", "1,01", "15,0f", "127,7f", "128,8180", "255,81ff", "1024,820400"})
  void numbersHaveNoLeadingZeros(BigInteger number, String encoded) {
    assertThat(Hex.encode(Rlp.number(number))).isEqualTo(encoded);
  }

  @Test
  void negativeNumberIsRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> Rlp.number(BigInteger.ONE.negate()));
  }

  @Test
  void listsAreTheDocumentedOnes() {
    byte[] empty = Rlp.list();

    assertThat(Hex.encode(empty)).isEqualTo("c0");
    assertThat(Hex.encode(Rlp.list(string("cat"), string("dog")))).isEqualTo("c88363617483646f67");
    assertThat(Hex.encode(Rlp.list(empty, Rlp.list(empty), Rlp.list(empty, Rlp.list(empty)))))
        .isEqualTo("c7c0c1c0c3c0c1c0");
  }

  private static byte[] string(String text) {
    return Rlp.string(text.getBytes(StandardCharsets.US_ASCII));
  }

  private static String encoded(String text) {
    return Hex.encode(string(text));
  }
}
