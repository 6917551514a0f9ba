package io.novakms.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.novakms.model.TeePublicKey;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

@ParameterizedClass
@MethodSource("io.novakms.crypto.Providers#both")
class EnvelopeCipherTest {
  private static final byte[] NONCE = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
  private static final byte[] PLAINTEXT = {'{', '}'};

  private final CryptoProviders providers;
  private final P384KeyPair sender;
  private final P384KeyPair receiver;
  private final EnvelopeCipher sending;
  private final EnvelopeCipher receiving;

  EnvelopeCipherTest(CryptoProviders providers) {
    P384 p384 = new P384(providers);
    this.providers = providers;
    this.sender = p384.generate();
    this.receiver = p384.generate();
    this.sending = new EnvelopeCipher(providers, sender);
    this.receiving = new EnvelopeCipher(providers, receiver);
  }

  @Test
  void anyFlippedBitIsRefused() {
    byte[] sealed = sending.encrypt(receiver.publicKey(), NONCE, PLAINTEXT);

    assertThat(Flip.eachBitOf(sealed))
        .allSatisfy(altered -> assertRefused(sender.publicKey(), NONCE, altered));
    assertThat(Flip.eachBitOf(NONCE))
        .allSatisfy(altered -> assertRefused(sender.publicKey(), altered, sealed));
    assertThat(Flip.eachBitOf(sender.publicKey().spki()))
        .allSatisfy(
            altered ->
                assertThatThrownBy(() -> receiving.decrypt(TeePublicKey.of(altered), NONCE, sealed))
                    .isInstanceOfAny(IllegalArgumentException.class, DecryptionException.class));
  }

  @Test
  void onlyTheReceiverOpensIt() {
    byte[] sealed = sending.encrypt(receiver.publicKey(), NONCE, PLAINTEXT);
    EnvelopeCipher third = new EnvelopeCipher(providers, new P384(providers).generate());

    assertThat(receiving.decrypt(sender.publicKey(), NONCE, sealed)).isEqualTo(PLAINTEXT);
    assertThatThrownBy(() -> third.decrypt(sender.publicKey(), NONCE, sealed))
        .isInstanceOf(DecryptionException.class);
  }

  @Test
  void eachNonceHasItsOwnKey() {
    Set<String> ciphertexts = new HashSet<>();
    for (int i = 0; i < 50; i++) {
      byte[] nonce = Arrays.copyOf(new byte[] {(byte) i}, NONCE.length);
      ciphertexts.add(Arrays.toString(sending.encrypt(receiver.publicKey(), nonce, PLAINTEXT)));
    }

    assertThat(ciphertexts).hasSize(50);
  }

  @Test
  void ownEnvelopeToOneselfOpens() {
    byte[] sealed = sending.encrypt(sender.publicKey(), NONCE, PLAINTEXT);

    assertThat(new EnvelopeCipher(providers, sender).decrypt(sender.publicKey(), NONCE, sealed))
        .isEqualTo(PLAINTEXT);
  }

  @Test
  void manyThreadsShareOneObject() throws Exception {
    byte[] sealed = sending.encrypt(receiver.publicKey(), NONCE, PLAINTEXT);

    assertThat(Parallel.results(() -> receiving.decrypt(sender.publicKey(), NONCE, sealed)))
        .allSatisfy(opened -> assertThat(opened).isEqualTo(PLAINTEXT));
  }

  private void assertRefused(TeePublicKey from, byte[] nonce, byte[] sealed) {
    assertThatThrownBy(() -> receiving.decrypt(from, nonce, sealed))
        .isInstanceOf(DecryptionException.class);
  }
}
