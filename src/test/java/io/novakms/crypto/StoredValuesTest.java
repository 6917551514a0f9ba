package io.novakms.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.novakms.model.AppId;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

@ParameterizedClass
@MethodSource("io.novakms.crypto.Providers#both")
class StoredValuesTest {
  private static final byte[] PLAINTEXT = {1, 2, 3};

  private final StoredValues values;
  private final KeyDerivation keys;

  StoredValuesTest(CryptoProviders providers) {
    byte[] secret = new byte[MasterSecret.BYTES];
    Arrays.fill(secret, (byte) 1);
    this.values = new StoredValues(providers);
    this.keys = MasterSecret.of(secret, providers).keys();
  }

  @Test
  void valueOpensUnderItsOwnKey() {
    byte[] stored = values.seal(keys.dataKey(AppId.of(1)), PLAINTEXT);

    assertThat(stored).hasSize(PLAINTEXT.length + StoredValues.OVERHEAD_BYTES);
    assertThat(values.open(keys.dataKey(AppId.of(1)), stored)).isEqualTo(PLAINTEXT);
  }

  @Test
  void otherLibrariesOpenTheSameValue() {
    DataKey key = keys.dataKey(AppId.of(1));
    byte[] stored = values.seal(key, PLAINTEXT);

    assertThat(Providers.both())
        .allSatisfy(
            other ->
                assertThat(new StoredValues(other.getPayload()).open(key, stored))
                    .isEqualTo(PLAINTEXT));
  }

  @Test
  void oneValueSealedTwiceLooksDifferent() {
    DataKey key = keys.dataKey(AppId.of(1));

    assertThat(values.seal(key, PLAINTEXT)).isNotEqualTo(values.seal(key, PLAINTEXT));
  }

  @Test
  void anotherAppsKeyDoesNotOpenIt() {
    byte[] stored = values.seal(keys.dataKey(AppId.of(1)), PLAINTEXT);

    assertRefused(keys.dataKey(AppId.of(2)), stored);
  }

  @Test
  void anyFlippedBitIsRefused() {
    DataKey key = keys.dataKey(AppId.of(1));

    assertThat(Flip.eachBitOf(values.seal(key, PLAINTEXT)))
        .allSatisfy(altered -> assertRefused(key, altered));
  }

  @Test
  void anyCutIsRefused() {
    DataKey key = keys.dataKey(AppId.of(1));
    byte[] stored = values.seal(key, PLAINTEXT);

    for (int length = 0; length < stored.length; length++) {
      assertRefused(key, Arrays.copyOf(stored, length));
    }
  }

  @Test
  void manyThreadsShareOneObject() throws Exception {
    DataKey key = keys.dataKey(AppId.of(1));

    assertThat(Parallel.results(() -> values.open(key, values.seal(key, PLAINTEXT))))
        .allSatisfy(opened -> assertThat(opened).isEqualTo(PLAINTEXT));
  }

  private void assertRefused(DataKey key, byte[] stored) {
    assertThatThrownBy(() -> values.open(key, stored)).isInstanceOf(DecryptionException.class);
  }
}
