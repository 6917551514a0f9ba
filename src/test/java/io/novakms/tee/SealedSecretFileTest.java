package io.novakms.tee;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.novakms.crypto.MasterSecret;
import io.novakms.model.AppId;
import io.novakms.secret.TestSecrets;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SealedSecretFileTest {
  private static final String PASSWORD = "correct horse";
  private static final AppId APP = AppId.of(7);
  private static final MasterSecret ONE = TestSecrets.secret(1);

  @TempDir private Path directory;

  @Test
  void secretIsFoundAgainByItsHashOnly() {
    file(PASSWORD).keep(ONE);

    assertThat(file(PASSWORD).find(ONE.hash())).contains(ONE);
    assertThat(file(PASSWORD).find(ONE.hash()).orElseThrow().keys().derive(APP, "p", "", 32))
        .isEqualTo(ONE.keys().derive(APP, "p", "", 32));
    assertThat(file(PASSWORD).find(TestSecrets.secret(2).hash())).isEmpty();
  }

  @Test
  void nothingIsThereBeforeTheFirst() {
    assertThat(file(PASSWORD).find(ONE.hash())).isEmpty();
    assertThat(path()).doesNotExist();
  }

  @Test
  void formerSecretsAreKeptBesideTheLatest() {
    for (int secret = 1; secret <= 6; secret++) {
      file(PASSWORD).keep(TestSecrets.secret(secret));
    }
    for (int secret = 1; secret <= 6; secret++) {
      assertThat(file(PASSWORD).find(TestSecrets.secret(secret).hash()).isPresent())
          .isEqualTo(secret > 6 - SealedSecretFile.MOST);
    }
  }

  @Test
  void secretThatIsThereIsNotWrittenAgain() throws IOException {
    file(PASSWORD).keep(ONE);
    byte[] before = Files.readAllBytes(path());
    file(PASSWORD).keep(ONE);
    assertThat(Files.readAllBytes(path())).isEqualTo(before);
  }

  @Test
  void onlyTheOwnerMayUseTheFileAndNoDraftIsLeft() throws IOException {
    file(PASSWORD).keep(ONE);
    file(PASSWORD).keep(TestSecrets.secret(2));

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path())))
        .isEqualTo("rw-------");
    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files).containsExactly(path());
    }
  }

  @Test
  void secretDoesNotStandInTheFileAsItIs() throws IOException {
    file("").keep(ONE);
    assertThat(new String(Files.readAllBytes(path()), StandardCharsets.ISO_8859_1))
        .doesNotContain("\u0001".repeat(6));
  }

  @Test
  void otherPasswordOpensNothingAndDestroysNothing() {
    file(PASSWORD).keep(ONE);
    assertThatThrownBy(() -> file("other").find(ONE.hash())).isInstanceOf(TeeException.class);
    assertThatThrownBy(() -> file("other").keep(TestSecrets.secret(2)))
        .isInstanceOf(TeeException.class)
        .hasMessageContaining("KMS_KEYSTORE_PASSWORD");
    assertThat(file(PASSWORD).find(ONE.hash())).contains(ONE);
  }

  @Test
  void everyByteThatIsChangedAndEveryLengthIsARefusalOrTheSameSecret() throws IOException {
    file(PASSWORD).keep(ONE);
    byte[] whole = Files.readAllBytes(path());
    for (int at = 0; at < whole.length; at += 7) {
      byte[] flipped = whole.clone();
      flipped[at] ^= 1;
      assertRefusedOrSame(flipped);
      assertRefusedOrSame(Arrays.copyOf(whole, at));
    }
  }

  private void assertRefusedOrSame(byte[] content) throws IOException {
    Files.write(path(), content);
    try {
      assertThat(file(PASSWORD).find(ONE.hash()))
          .satisfiesAnyOf(
              found -> assertThat(found).isEmpty(), found -> assertThat(found).contains(ONE));
    } catch (TeeException e) {
      assertThat(e).hasMessageContaining("can't be opened");
    }
  }

  @Test
  void fileThatCanNotBeWrittenIsTold() throws IOException {
    Files.createDirectory(path());
    assertThatThrownBy(() -> file(PASSWORD).keep(ONE))
        .isInstanceOf(TeeException.class)
        .hasMessageContaining("can't be read or written");
  }

  private SealedSecretFile file(String password) {
    return new SealedSecretFile(directory.resolve("keys.p12"), password);
  }

  private Path path() {
    return directory.resolve("keys.p12.secrets");
  }
}
