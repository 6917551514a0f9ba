package io.novakms.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.novakms.model.AppId;
import io.novakms.model.KmsException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MasterSecretTest {
  private final byte[] bytes = filled(5);
  private final MasterSecret secret = MasterSecret.of(bytes);

  @Test
  void bytesAreCopiedInAndOut() {
    Arrays.fill(bytes, (byte) 0);
    Arrays.fill(InsecureSecretAccess.bytes(secret), (byte) 0);

    assertThat(InsecureSecretAccess.bytes(secret)).isEqualTo(filled(5));
    assertThat(secret.hash()).isEqualTo(MasterSecret.of(filled(5)).hash());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 16, 31, 33, 64})
  void wrongLengthIsRefused(int length) {
    assertThatIllegalArgumentException().isThrownBy(() -> MasterSecret.of(filled(5, length)));
  }

  @Test
  void zerosAreRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> MasterSecret.of(new byte[32]));
  }

  @Test
  void secretsAreEqualWhereTheirBytesAre() {
    assertThat(secret)
        .isEqualTo(MasterSecret.of(filled(5)))
        .hasSameHashCodeAs(MasterSecret.of(filled(5)));
    assertThat(Flip.eachBitOf(filled(5)))
        .allSatisfy(other -> assertThat(MasterSecret.of(other)).isNotEqualTo(secret));
  }

  @Test
  void destroyedSecretIsGoneAndItsHashIsKnown() {
    assertThat(secret.isDestroyed()).isFalse();

    secret.destroy();

    assertThat(secret.isDestroyed()).isTrue();
    assertThat(secret.hash()).isEqualTo(MasterSecret.of(filled(5)).hash());
    assertThatThrownBy(() -> InsecureSecretAccess.bytes(secret)).isInstanceOf(KmsException.class);
  }

  @Test
  void destroyedSecretGivesNoKeyThatWasDerivedBefore() {
    AppId app = AppId.of(7);
    secret.keys().dataKey(app);
    secret.keys().derive(app, "p", "", 32);

    secret.destroy();

    assertThatThrownBy(() -> secret.keys().dataKey(app)).isInstanceOf(KmsException.class);
    assertThatThrownBy(() -> secret.keys().derive(app, "p", "", 32))
        .isInstanceOf(KmsException.class);
  }

  @Test
  void keysAreOneObjectWithItsCaches() {
    assertThat(secret.keys()).isSameAs(secret.keys());
  }

  private static byte[] filled(int value) {
    return filled(value, MasterSecret.BYTES);
  }

  private static byte[] filled(int value, int length) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) value);
    return bytes;
  }
}
