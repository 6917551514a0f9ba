package io.novakms.tee;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.novakms.crypto.CryptoProviders;
import io.novakms.crypto.InsecureSecretAccess;
import io.novakms.model.Hex;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeystoreFileTest {
  private static final CryptoProviders PROVIDERS = CryptoProviders.available();
  private static final String PASSWORD = "correct horse";

  @TempDir private Path directory;
  private Path file;

  @BeforeEach
  void name() {
    file = directory.resolve("new/keys.p12");
  }

  @Test
  void keysAreMadeOnceAndFoundAgain() {
    TeeKeys made = keystore(PASSWORD).loadOrCreate();

    assertSameKeys(keystore(PASSWORD).loadOrCreate(), made);
  }

  @Test
  void otherLibrariesReadTheSameKeys() {
    TeeKeys made = keystore(PASSWORD).loadOrCreate();

    assertSameKeys(
        new KeystoreFile(file, PASSWORD, CryptoProviders.portable()).loadOrCreate(), made);
  }

  @Test
  void everyFileHasKeysOfItsOwn() {
    TeeKeys one = keystore(PASSWORD).loadOrCreate();
    TeeKeys other =
        new KeystoreFile(directory.resolve("other.p12"), PASSWORD, PROVIDERS).loadOrCreate();

    assertThat(other.walletKey().wallet()).isNotEqualTo(one.walletKey().wallet());
    assertThat(other.envelopeKeys().publicKey()).isNotEqualTo(one.envelopeKeys().publicKey());
  }

  @Test
  void onlyTheOwnerMayUseTheFileAndNoDraftIsLeft() throws IOException {
    keystore(PASSWORD).loadOrCreate();

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(file.getParent()).isDirectoryContaining(file::equals);
    assertThat(file.getParent()).isDirectoryNotContaining(path -> !path.equals(file));
  }

  @Test
  void emptyPasswordWorksToo() {
    assertSameKeys(keystore("").loadOrCreate(), keystore("").loadOrCreate());
  }

  @Test
  void keysAreNotReadableInTheFile() throws IOException {
    TeeKeys made = keystore(PASSWORD).loadOrCreate();

    assertThat(Hex.encode(Files.readAllBytes(file)))
        .doesNotContain(Hex.encode(InsecureSecretAccess.bytes(made.walletKey())))
        .doesNotContain(Hex.encode(PASSWORD.getBytes(StandardCharsets.US_ASCII)));
  }

  @Test
  void wrongPasswordIsSaidToBeOneAndChangesNothing() throws IOException {
    keystore(PASSWORD).loadOrCreate();
    byte[] before = Files.readAllBytes(file);

    assertRefused("battery staple", "KMS_KEYSTORE_PASSWORD is wrong");
    assertRefused("", "KMS_KEYSTORE_PASSWORD is wrong");
    assertThat(file).hasBinaryContent(before);
  }

  @Test
  void damagedFileIsSaidToBeOneAndIsKept() throws IOException {
    keystore(PASSWORD).loadOrCreate();
    byte[] cut = Arrays.copyOf(Files.readAllBytes(file), 200);

    for (byte[] damaged :
        new byte[][] {cut, new byte[0], "not a keystore".getBytes(StandardCharsets.US_ASCII)}) {
      Files.write(file, damaged);
      assertRefused(PASSWORD, "the file is damaged");
      assertThat(file).hasBinaryContent(damaged);
    }
  }

  @Test
  void alteredFileNeverGivesOtherKeys() throws IOException {
    TeeKeys made = keystore(PASSWORD).loadOrCreate();
    byte[] honest = Files.readAllBytes(file);
    int refused = 0;
    for (int i = 0; i < honest.length; i += 5) {
      Files.write(file, TeeContractTest.flip(honest, 8 * i + i % 8));
      try {
        // A few bits mean nothing: a friendly name's case, for one.
        assertSameKeys(keystore(PASSWORD).loadOrCreate(), made);
      } catch (TeeException e) {
        refused++;
      }
    }

    assertThat(refused).isGreaterThan(honest.length / 5 - 5);
  }

  @Test
  void placeThatCannotBeWrittenIsNamed() throws IOException {
    Path plain = Files.createFile(directory.resolve("plain"));
    KeystoreFile impossible = new KeystoreFile(plain.resolve("keys.p12"), PASSWORD, PROVIDERS);

    assertThatThrownBy(impossible::loadOrCreate)
        .isInstanceOf(TeeException.class)
        .hasMessageContaining("KMS_KEYSTORE_FILE")
        .hasMessageContaining(plain.toString());
  }

  private void assertRefused(String password, String why) {
    assertThatThrownBy(() -> keystore(password).loadOrCreate())
        .isInstanceOf(TeeException.class)
        .hasMessageContaining(why)
        .hasMessageContaining(file.toString())
        .satisfies(
            e -> assertThat(String.valueOf(e.getCause())).doesNotContain(PASSWORD, "battery"));
  }

  private static void assertSameKeys(TeeKeys actual, TeeKeys expected) {
    assertThat(actual.walletKey().wallet()).isEqualTo(expected.walletKey().wallet());
    assertThat(actual.envelopeKeys().publicKey()).isEqualTo(expected.envelopeKeys().publicKey());
    assertThat(InsecureSecretAccess.bytes(actual.walletKey()))
        .isEqualTo(InsecureSecretAccess.bytes(expected.walletKey()));
  }

  private KeystoreFile keystore(String password) {
    return new KeystoreFile(file, password, PROVIDERS);
  }
}
