package io.novakms.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import io.novakms.model.Hex;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Against the known answers of Keccak as it was submitted, before SHA-3 changed the padding. */
class KeccakTest {
  @Test
  void emptyInputIsAsKnown() {
    assertThat(Hex.encode(Keccak.hash()))
        .isEqualTo("c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470");
  }

  @Test
  void partsAreHashedOneBehindTheOther() {
    assertThat(Hex.encode(Keccak.hash(ascii("a"), ascii(""), ascii("bc"))))
        .isEqualTo("4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45");
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
