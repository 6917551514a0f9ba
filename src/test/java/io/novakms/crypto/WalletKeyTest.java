package io.novakms.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.novakms.model.Hex;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import org.web3j.crypto.Credentials;
import org.web3j.crypto.ECKeyPair;
import org.web3j.crypto.Sign;

@ParameterizedClass
@MethodSource("io.novakms.crypto.Providers#both")
class WalletKeyTest {
  private static final String ORDER =
      "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141";
  private static final String ORDER_MINUS_1 =
      "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364140";

  private final CryptoProviders providers;

  WalletKeyTest(CryptoProviders providers) {
    this.providers = providers;
  }

  @Test
  void walletOfKeyOneIsTheKnownOne() {
    assertThat(key("01").wallet().address())
        .isEqualTo("0x7e5f4552091a69125d5dfcb7b8c2659029395bdf");
  }

  @Test
  void keysOutOfRangeAreRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> key("00"));
    assertThatIllegalArgumentException().isThrownBy(() -> key(ORDER));
    assertThatIllegalArgumentException().isThrownBy(() -> key("ff".repeat(32)));
    assertThatIllegalArgumentException().isThrownBy(() -> WalletKey.of(new byte[31], providers));
    assertThatIllegalArgumentException().isThrownBy(() -> WalletKey.of(new byte[33], providers));
    assertThat(key(ORDER_MINUS_1).wallet()).isNotEqualTo(key("01").wallet());
  }

  @Test
  void bytesAreCopiedInAndOut() {
    byte[] bytes = Hex.decode(ORDER_MINUS_1);
    WalletKey key = WalletKey.of(bytes, providers);
    Arrays.fill(bytes, (byte) 0);
    Arrays.fill(InsecureSecretAccess.bytes(key), (byte) 0);

    assertThat(InsecureSecretAccess.bytes(key)).isEqualTo(Hex.decode(ORDER_MINUS_1));
  }

  @Test
  void signaturesAndWalletsAreWeb3jsToo() {
    for (int i = 0; i < 50; i++) {
      WalletKey key = WalletKey.generate(providers);
      ECKeyPair reference = reference(key);

      assertThat(key.wallet().address()).isEqualTo(Credentials.create(reference).getAddress());
      assertSignsAs(reference, key, Keccak.hash(new byte[] {(byte) i}));
    }
  }

  @Test
  void hashesAtTheEdgesAreSignedAsWeb3jDoes() {
    for (String hash : List.of("00".repeat(32), "ff".repeat(32), ORDER, ORDER_MINUS_1)) {
      for (String key : List.of("01", ORDER_MINUS_1)) {
        assertSignsAs(reference(key(key)), key(key), Hex.decode(hash));
      }
    }
  }

  @Test
  void onlyHashesAreSigned() {
    for (int length : new int[] {0, 31, 33, 64}) {
      assertThatIllegalArgumentException().isThrownBy(() -> key("01").sign(new byte[length]));
    }
  }

  private static void assertSignsAs(ECKeyPair reference, WalletKey key, byte[] hash) {
    Sign.SignatureData expected = Sign.signMessage(hash, reference, false);
    assertThat(key.sign(hash).hex())
        .isEqualTo(
            "0x"
                + Hex.encode(expected.getR())
                + Hex.encode(expected.getS())
                + Hex.encode(new byte[] {(byte) (expected.getV()[0] - 27)}));
  }

  private static ECKeyPair reference(WalletKey key) {
    return ECKeyPair.create(new BigInteger(1, InsecureSecretAccess.bytes(key)));
  }

  private WalletKey key(String hex) {
    return WalletKey.of(Hex.decode("0".repeat(64 - hex.length()) + hex), providers);
  }
}
