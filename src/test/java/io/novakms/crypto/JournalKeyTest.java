package io.novakms.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.novakms.model.AppId;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class JournalKeyTest {
  private static final byte[] HEADER = "a header".getBytes(StandardCharsets.UTF_8);
  private static final byte[] TEXT = "a text".getBytes(StandardCharsets.UTF_8);
  private static final byte[] NONCE = new byte[FileCipher.NONCE_BYTES];

  private final CryptoProviders providers = CryptoProviders.portable();
  private final KeyDerivation keys = secret(1).keys();

  @Test
  void fileKeyIsTheSecondStepOfHkdfUnderTheJournalKey() {
    byte[] root = keys.derive(AppId.CLUSTER, "journal", "", 32);
    byte[] info = "file:a header".getBytes(StandardCharsets.UTF_8);
    byte[] key = new Hkdf(providers).expand(Hkdf.hmacKey(root), info, 32);
    byte[] expected = new Aes256Gcm(providers).seal(Aes256Gcm.key(key), NONCE, TEXT);
    assertThat(sealed(HEADER)).isEqualTo(expected);
  }

  @Test
  void whatWasSealedIsOpenedUnderTheSameHeaderAndNonceOnly() {
    byte[] sealed = sealed(HEADER);
    assertThat(keys.journalKey().cipher(HEADER).open(NONCE, sealed)).isEqualTo(TEXT);
    assertRefused(keys.journalKey().cipher("b header".getBytes(StandardCharsets.UTF_8)), sealed);
    assertRefused(secret(2).keys().journalKey().cipher(HEADER), sealed);
    byte[] otherNonce = NONCE.clone();
    otherNonce[0] = 1;
    assertThatExceptionOfType(DecryptionException.class)
        .isThrownBy(() -> keys.journalKey().cipher(HEADER).open(otherNonce, sealed));
  }

  @Test
  void everyFlippedBitIsRefused() {
    byte[] sealed = sealed(HEADER);
    FileCipher cipher = keys.journalKey().cipher(HEADER);
    for (int bit = 0; bit < 8 * sealed.length; bit++) {
      byte[] flipped = sealed.clone();
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      assertRefused(cipher, flipped);
    }
  }

  @Test
  void keysAreNotPrinted() {
    assertThat(keys.journalKey()).hasToString("(hidden)");
    assertThat(keys.journalKey().cipher(HEADER)).hasToString("(hidden)");
  }

  private byte[] sealed(byte[] header) {
    byte[] sealed = new byte[TEXT.length + FileCipher.OVERHEAD_BYTES];
    keys.journalKey().cipher(header).seal(NONCE, TEXT, sealed, 0);
    return sealed;
  }

  private static void assertRefused(FileCipher cipher, byte[] sealed) {
    assertThatExceptionOfType(DecryptionException.class)
        .isThrownBy(() -> cipher.open(NONCE, sealed));
  }

  private MasterSecret secret(int seed) {
    byte[] bytes = new byte[MasterSecret.BYTES];
    Arrays.fill(bytes, (byte) seed);
    return MasterSecret.of(bytes, providers);
  }
}
