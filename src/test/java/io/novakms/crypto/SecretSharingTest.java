package io.novakms.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.novakms.model.Hex;
import io.novakms.model.KmsException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Secret sharing against known answers of {@code src/test/python/secret_sharing.py}, and against
 * {@link Reference}, which shares no code with Bouncy Castle.
 */
class SecretSharingTest {
  private static final CryptoProviders PROVIDERS = CryptoProviders.available();

  private final SecretSharing sharing = new SecretSharing(PROVIDERS);
  private final MasterSecret secret =
      MasterSecret.of(
          Hex.decode("2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b"));

  @Test
  void knownSharesMakeTheKnownSecret() throws IOException {
    for (JsonNode known : vectors()) {
      List<SecretShare> shares = new ArrayList<>();
      for (JsonNode share : known.path("shares")) {
        shares.add(
            SecretShare.of(
                share.path("index").intValue(), Hex.decode(share.path("share").textValue())));
      }
      for (List<SecretShare> some : subsets(shares, known.path("threshold").intValue())) {
        assertThat(Hex.encode(sharing.combine(some).copy()))
            .isEqualTo(known.path("secret").textValue());
      }
    }
  }

  @Test
  void destroyedShareIsGone() {
    SecretShare share = SecretShare.of(1, new byte[SecretShare.BYTES]);
    assertThat(share.isDestroyed()).isFalse();

    share.destroy();

    assertThat(share.isDestroyed()).isTrue();
    assertThatThrownBy(share::commitment).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> InsecureSecretAccess.bytes(share))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void bytesOfAShareAreThoseItWasMadeOf() {
    byte[] bytes = InsecureSecretAccess.bytes(secret);

    assertThat(InsecureSecretAccess.bytes(SecretShare.of(1, bytes))).isEqualTo(bytes);
  }

  @Test
  void knownSharesHaveTheirKnownCommitments() throws IOException {
    for (JsonNode known : vectors()) {
      for (JsonNode share : known.path("shares")) {
        SecretShare made =
            SecretShare.of(
                share.path("index").intValue(), Hex.decode(share.path("share").textValue()));

        assertThat(Hex.encode(made.commitment())).isEqualTo(share.path("commitment").textValue());
        assertThat(made.matches(Hex.decode(share.path("commitment").textValue()))).isTrue();
      }
    }
  }

  @Test
  void everySetOfThresholdSharesMakesTheSecretByTheReferenceToo() {
    for (int count = 2; count <= 5; count++) {
      for (int threshold = 2; threshold <= count; threshold++) {
        for (List<SecretShare> some : subsets(sharing.split(secret, threshold, count), threshold)) {
          assertThat(sharing.combine(some)).isEqualTo(secret);
          assertThat(Reference.combine(some)).isEqualTo(secret.copy());
        }
      }
    }
  }

  @Test
  void fewerSharesMakeSomethingElse() {
    for (List<SecretShare> some : subsets(sharing.split(secret, 4, 5), 3)) {
      assertThat(sharing.combine(some)).isNotEqualTo(secret);
    }
  }

  @Test
  void allOf255SharesCount() {
    List<SecretShare> shares = sharing.split(secret, 255, 255);

    assertThat(sharing.combine(shares)).isEqualTo(secret);
    assertThat(Reference.combine(shares)).isEqualTo(secret.copy());
    assertThat(sharing.combine(shares.subList(0, 254))).isNotEqualTo(secret);
  }

  @Test
  void sharesOfTwoSplittingsDoNotFitTogether() {
    List<SecretShare> first = sharing.split(secret, 2, 3);
    List<SecretShare> second = sharing.split(secret, 2, 3);

    assertThat(sharing.combine(List.of(first.get(0), second.get(1)))).isNotEqualTo(secret);
  }

  @Test
  void anyFlippedBitOfAShareMakesAnotherSecretAndHasAnotherCommitment() {
    List<SecretShare> shares = sharing.split(secret, 2, 2);
    byte[] commitment = shares.get(0).commitment();

    assertThat(Flip.eachBitOf(shares.get(0).copy()))
        .allSatisfy(
            flipped -> {
              SecretShare wrong = SecretShare.of(1, flipped);
              assertThat(sharing.combine(List.of(wrong, shares.get(1)))).isNotEqualTo(secret);
              assertThat(wrong.matches(commitment)).isFalse();
            });
    assertThat(SecretShare.of(2, shares.get(0).copy()).matches(commitment)).isFalse();
  }

  @Test
  void whatIsOutOfRangeIsRefused() {
    SecretShare share = sharing.split(secret, 2, 2).get(0);
    for (int[] bad : new int[][] {{1, 2}, {3, 2}, {2, 256}, {0, 0}, {-1, 3}}) {
      assertThatIllegalArgumentException().isThrownBy(() -> sharing.split(secret, bad[0], bad[1]));
    }
    assertThatIllegalArgumentException().isThrownBy(() -> sharing.combine(List.of(share)));
    assertThatIllegalArgumentException().isThrownBy(() -> sharing.combine(List.of(share, share)));
    assertThatIllegalArgumentException().isThrownBy(() -> SecretShare.of(0, new byte[32]));
    assertThatIllegalArgumentException().isThrownBy(() -> SecretShare.of(256, new byte[32]));
    assertThatIllegalArgumentException().isThrownBy(() -> SecretShare.of(1, new byte[31]));
  }

  @Test
  void destroyedShareIsOfNoUse() {
    List<SecretShare> shares = sharing.split(secret, 2, 2);
    shares.get(1).destroy();

    assertThat(shares.get(1).isDestroyed()).isTrue();
    assertThatThrownBy(() -> sharing.combine(shares)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(shares.get(1)::commitment).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void destroyedSecretIsNotSplit() {
    MasterSecret gone = MasterSecret.of(secret.copy());
    gone.destroy();

    assertThatThrownBy(() -> sharing.split(gone, 2, 3)).isInstanceOf(KmsException.class);
  }

  private static JsonNode vectors() throws IOException {
    try (InputStream in =
        SecretSharingTest.class.getResourceAsStream("/vectors/secret-sharing.json")) {
      return new ObjectMapper().readTree(in);
    }
  }

  /** Every set of {@code size} of {@code shares}, each in an order of its own. */
  private static List<List<SecretShare>> subsets(List<SecretShare> shares, int size) {
    return IntStream.range(0, 1 << shares.size())
        .filter(set -> Integer.bitCount(set) == size)
        .mapToObj(
            set -> {
              List<SecretShare> some = new ArrayList<>();
              for (int i = 0; i < shares.size(); i++) {
                if ((set & 1 << i) != 0) {
                  some.add(shares.get(i));
                }
              }
              Collections.rotate(some, set);
              return some;
            })
        .toList();
  }

  /** Lagrange's interpolation at 0, with tables of powers of the generator 3. */
  private static final class Reference {
    private static final int[] POWERS = new int[255];
    private static final int[] LOGARITHMS = new int[256];

    static {
      int power = 1;
      for (int i = 0; i < 255; i++) {
        POWERS[i] = power;
        LOGARITHMS[power] = i;
        int twice = power << 1;
        power ^= twice > 255 ? twice ^ 0x11b : twice;
      }
    }

    static byte[] combine(List<SecretShare> shares) {
      byte[] secret = new byte[SecretShare.BYTES];
      for (SecretShare share : shares) {
        // The product over all others of x' / (x' - x), where minus is plus.
        int log = 0;
        for (SecretShare other : shares) {
          if (other != share) {
            log += LOGARITHMS[other.index()] - LOGARITHMS[other.index() ^ share.index()] + 255;
          }
        }
        byte[] bytes = share.copy();
        for (int i = 0; i < secret.length; i++) {
          int value = bytes[i] & 0xff;
          secret[i] ^= (byte) (value == 0 ? 0 : POWERS[(LOGARITHMS[value] + log) % 255]);
        }
        Arrays.fill(bytes, (byte) 0);
      }
      return secret;
    }
  }
}
