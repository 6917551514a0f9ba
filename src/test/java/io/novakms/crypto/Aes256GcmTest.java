package io.novakms.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.novakms.model.Hex;
import java.util.Arrays;
import javax.crypto.SecretKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** AES-256-GCM against the test cases of McGrew and Viega's specification, and against forgers. */
@ParameterizedClass
@MethodSource("io.novakms.crypto.Providers#both")
class Aes256GcmTest {
  private static final SecretKey ZERO_KEY = Aes256Gcm.key(new byte[32]);
  private static final byte[] ZERO_NONCE = new byte[12];

  private final Aes256Gcm aes;

  Aes256GcmTest(CryptoProviders providers) {
    this.aes = new Aes256Gcm(providers);
  }

  @Test
  void emptyPlaintextIsTestCase13() {
    assertThat(Hex.encode(aes.seal(ZERO_KEY, ZERO_NONCE, new byte[0])))
        .isEqualTo("530f8afbc74536b9a963b4f1c4cb738b");
  }

  @Test
  void oneBlockOfZerosIsTestCase14() {
    assertThat(Hex.encode(aes.seal(ZERO_KEY, ZERO_NONCE, new byte[16])))
        .isEqualTo("cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919");
  }

  @Test
  void fourBlocksAreTestCase15() {
    SecretKey key =
        Aes256Gcm.key(
            Hex.decode("feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308"));
    byte[] nonce = Hex.decode("cafebabefacedbaddecaf888");
    byte[] plaintext =
        Hex.decode(
            "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
                + "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b391aafd255");
    String sealed =
        "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
            + "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662898015ad"
            + "b094dac5d93471bdec1a502270e3cc6c";

    assertThat(Hex.encode(aes.seal(key, nonce, plaintext))).isEqualTo(sealed);
    assertThat(aes.open(key, nonce, Hex.decode(sealed))).isEqualTo(plaintext);
  }

  @Test
  void anyFlippedBitIsRefused() {
    byte[] sealed = aes.seal(ZERO_KEY, ZERO_NONCE, new byte[20]);

    assertThat(Flip.eachBitOf(sealed))
        .allSatisfy(altered -> assertRefused(ZERO_KEY, ZERO_NONCE, altered));
    assertThat(Flip.eachBitOf(ZERO_NONCE))
        .allSatisfy(altered -> assertRefused(ZERO_KEY, altered, sealed));
    assertThat(Flip.eachBitOf(new byte[32]))
        .allSatisfy(altered -> assertRefused(Aes256Gcm.key(altered), ZERO_NONCE, sealed));
  }

  @Test
  void cutOrLengthenedCiphertextIsRefused() {
    byte[] sealed = aes.seal(ZERO_KEY, ZERO_NONCE, new byte[20]);

    for (int length = 0; length < sealed.length; length++) {
      assertRefused(ZERO_KEY, ZERO_NONCE, Arrays.copyOf(sealed, length));
    }
    assertRefused(ZERO_KEY, ZERO_NONCE, Arrays.copyOf(sealed, sealed.length + 1));
  }

  @Test
  void wrongLengthsOfKeyAndNonceAreRefused() {
    for (int length : new int[] {0, 16, 24, 31, 33}) {
      assertThatThrownBy(() -> Aes256Gcm.key(new byte[length]))
          .isInstanceOf(IllegalArgumentException.class);
    }
    for (int length : new int[] {0, 11, 13, 16}) {
      assertThatThrownBy(() -> aes.seal(ZERO_KEY, new byte[length], new byte[1]))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> aes.open(ZERO_KEY, new byte[length], new byte[17]))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void refusalLeavesTheNextMessageReadable() {
    byte[] sealed = aes.seal(ZERO_KEY, ZERO_NONCE, new byte[20]);
    assertRefused(ZERO_KEY, ZERO_NONCE, new byte[36]);

    assertThat(aes.open(ZERO_KEY, ZERO_NONCE, sealed)).isEqualTo(new byte[20]);
  }

  private void assertRefused(SecretKey key, byte[] nonce, byte[] sealed) {
    assertThatThrownBy(() -> aes.open(key, nonce, sealed))
        .isInstanceOf(DecryptionException.class)
        .hasNoCause();
  }
}
