package io.novakms.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NonceTest {
  @Test
  void textIsPaddedBase64OfSixteenBytes() {
    Nonce nonce = new Nonce(0x0001020304050607L, 0x08090a0b0c0d0eFFL);

    assertThat(nonce).hasToString("AAECAwQFBgcICQoLDA0O/w==");
    assertThat(Base64.getDecoder().decode(nonce.toString()))
        .containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, -1);
  }

  @Test
  void textIsReadBack() {
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 1_000; i++) {
      Nonce nonce = Nonce.random(random);
      assertThat(Nonce.parse(nonce.toString())).contains(nonce);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "AAECAwQFBgcICQoLDA0O/w",
        "AAECAwQFBgcICQoLDA0O/w=",
        "AAECAwQFBgcICQoLDA0O/w===",
        "AAECAwQFBgcICQoLDA0O_w==",
        "AAECAwQFBgcICQoLDA0O/x==",
        " AAECAwQFBgcICQoLDA0O/w==",
        "AAECAwQFBgcICQoLDA0O/w==\n",
        "AAECAwQFBgcICQoLDA0OD/8=",
        "AAECAwQFBgcICQoLDA0ODxAR",
        "000102030405060708090a0b0c0d0eff",
        "AAECAwQFBgcICQoLDA0=",
        "========================",
        "AAECAwQFBgcICQoLDA0\u00d6/w=="
      })
  void anyOtherTextIsNone(String text) {
    assertThat(Nonce.parse(text)).isEmpty();
  }
}
