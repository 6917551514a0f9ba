package io.novakms.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.novakms.diagnostics.CacheCounts;
import io.novakms.model.AppId;
import io.novakms.model.Hex;
import io.novakms.model.KmsException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HashSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeyDerivationTest {
  private static final AppId APP = AppId.of(49);

  private final MasterSecret secret = secret(1);
  private final KeyDerivation keys = secret.keys();

  @Test
  void appPathContextAndSecretEachChangeTheKey() {
    assertThat(
            new HashSet<>(
                Arrays.asList(
                    derive(keys, APP, "p", ""),
                    derive(keys, AppId.of(4), "p", ""),
                    derive(keys, APP, "q", ""),
                    derive(keys, APP, "p", "c"),
                    derive(secret(2).keys(), APP, "p", ""))))
        .hasSize(5);
  }

  @Test
  void sameInputGivesTheSameKeyAgainAndFromBothLibraries() {
    String key = derive(keys, APP, "p", "c");

    assertThat(derive(keys, APP, "p", "c")).isEqualTo(key);
    assertThat(derive(secret(1, CryptoProviders.portable()).keys(), APP, "p", "c")).isEqualTo(key);
  }

  @ParameterizedTest
  @ValueSource(ints = {Integer.MIN_VALUE, -1, 0, 1025, Integer.MAX_VALUE})
  void lengthOutOfRangeIsRefused(int length) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> keys.derive(APP, "p", "", length))
        .withMessageContaining("1 to 1024");
  }

  @Test
  void textThatIsNoUnicodeIsRefusedSoThatNoTwoPathsShareAKey() {
    assertThatIllegalArgumentException().isThrownBy(() -> keys.derive(APP, "\ud800", "", 32));
    assertThatIllegalArgumentException().isThrownBy(() -> keys.derive(APP, "p", "\udc00", 32));
  }

  @Test
  void keysOfAnAppAreDerivedOnce() {
    MasterSecret fresh = secret(7);
    fresh.keys().dataKey(APP);
    fresh.keys().dataKey(APP);
    derive(fresh.keys(), APP, "p", "");

    assertThat(fresh.keys().dataKeys()).isEqualTo(new CacheCounts(1, 1));
    assertThat(fresh.keys().extractions()).isEqualTo(new CacheCounts(1, 1));
  }

  @Test
  void digestHashIsThatOfTheKeyAndTheText() throws Exception {
    byte[] text = "text".getBytes(StandardCharsets.UTF_8);
    byte[] key = {1, 2, 3};
    MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
    sha256.update(key);
    long expected = ByteBuffer.wrap(sha256.digest(text)).getLong();
    KeyedHash hash = new KeyedHash(CryptoProviders.available(), key);

    assertThat(hash.applyAsLong(text)).isEqualTo(expected);
    assertThat(hash).hasToString("(hidden)");
  }

  @Test
  void nodesWithOneSecretHaveOneDigestHashAndOthersAnother() {
    byte[] text = {1};

    assertThat(keys.digestHash().applyAsLong(text))
        .isEqualTo(secret(1).keys().digestHash().applyAsLong(text))
        .isNotEqualTo(secret(2).keys().digestHash().applyAsLong(text));
  }

  @Test
  void largestAppIdHasKeys() {
    AppId largest =
        AppId.parse(
            "115792089237316195423570985008687907853269984665640564039457584007913129639935");

    assertThat(keys.derive(largest, "p", "", 32)).hasSize(32);
  }

  @Test
  void dataKeyOpensWhatTheDerivedKeySealed() {
    byte[] derived = keys.derive(APP, KeyDerivation.DATA_KEY_PATH, "", 32);
    byte[] nonce = new byte[Aes256Gcm.NONCE_BYTES];
    byte[] sealed =
        new Aes256Gcm(CryptoProviders.portable())
            .seal(Aes256Gcm.key(derived), nonce, new byte[] {9});
    byte[] stored = Hex.decode(Hex.encode(nonce) + Hex.encode(sealed));

    assertThat(new StoredValues(CryptoProviders.available()).open(keys.dataKey(APP), stored))
        .containsExactly(9);
  }

  /** Every way to spell a key is reserved or none is, and the data key can't be spelled freely. */
  @ParameterizedTest
  @CsvSource({
    "data_key, '', true",
    "data_key, x, true",
    "data_key:x, '', true",
    "data_key:, '', true",
    "data, key, false",
    "data_keys, '', false",
    "Data_key, '', false",
    "x, data_key, false",
    "x:data_key, '', false",
    "sync_hmac_key, '', false",
    "p, '', false"
  })
  void onlyTheDataKeyAndWhatLiesBelowItIsReserved(String path, String context, boolean reserved) {
    assertThat(KeyDerivation.isReserved(path, context)).isEqualTo(reserved);
    if (!reserved) {
      assertThat(derive(keys, APP, path, context))
          .isNotEqualTo(derive(keys, APP, KeyDerivation.DATA_KEY_PATH, ""));
    }
  }

  @Test
  void destroyedSecretDerivesNothingMoreThoughItDidBefore() {
    keys.derive(APP, "p", "", 32);
    keys.dataKey(APP);
    secret.destroy();

    assertUnavailable(() -> keys.derive(APP, "p", "", 32));
    assertUnavailable(() -> keys.dataKey(APP));
    assertUnavailable(keys::syncMac);
  }

  @Test
  void manyThreadsGetTheSameKeys() throws Exception {
    String expected = derive(keys, APP, "p", "c");

    assertThat(Parallel.results(() -> derive(keys, APP, "p", "c"))).containsOnly(expected);
    assertThat(Parallel.results(() -> keys.dataKey(APP))).containsOnly(keys.dataKey(APP));
  }

  private static void assertUnavailable(Runnable call) {
    assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(
            KmsException.class, e -> assertThat(e.kind()).isEqualTo(KmsException.Kind.UNAVAILABLE));
  }

  private static String derive(KeyDerivation keys, AppId app, String path, String context) {
    return Hex.encode(keys.derive(app, path, context, 32));
  }

  private static MasterSecret secret(int fill) {
    return secret(fill, CryptoProviders.available());
  }

  private static MasterSecret secret(int fill, CryptoProviders providers) {
    byte[] bytes = new byte[MasterSecret.BYTES];
    Arrays.fill(bytes, (byte) fill);
    return MasterSecret.of(bytes, providers);
  }
}
