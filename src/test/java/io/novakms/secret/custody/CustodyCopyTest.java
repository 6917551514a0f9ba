package io.novakms.secret.custody;

import static org.assertj.core.api.Assertions.assertThat;

import io.novakms.crypto.CryptoProviders;
import io.novakms.crypto.SecretSharing;
import io.novakms.journal.FileDisk;
import io.novakms.model.SecretHash;
import io.novakms.secret.MasterSecretHolder;
import io.novakms.secret.TestSecrets;
import io.novakms.secret.VerifiedSecret;
import io.novakms.testing.ManualTime;
import io.novakms.testing.TestCustodians;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CustodyCopyTest {
  private static final VerifiedSecret ONE = TestSecrets.verified(1);
  private static final VerifiedSecret OTHER = TestSecrets.verified(2);

  @TempDir private Path directory;
  private Custody custody;
  private CustodyCopy copy;

  @BeforeEach
  void build() throws IOException {
    restart();
  }

  @Test
  void fileOfTheVerifiedSecretIsWrittenAsItIs() throws IOException {
    copy.verified(ONE);

    byte[] written = Files.readAllBytes(path(ONE.hash()));
    assertThat(written).isEqualTo(custody.requireFile().bytes());
    assertThat(new CustodyFileReader(CryptoProviders.available()).read(written).digest())
        .isEqualTo(custody.requireFile().digest());
    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files).containsExactly(path(ONE.hash()));
    }
  }

  @Test
  void fileIsWrittenOnceAndThatOfAFormerSecretStays() throws IOException {
    copy.verified(ONE);
    byte[] first = Files.readAllBytes(path(ONE.hash()));
    Files.delete(path(ONE.hash()));
    copy.verified(ONE);
    assertThat(path(ONE.hash())).doesNotExist();

    Files.write(path(ONE.hash()), first);
    copy.verified(OTHER);
    assertThat(Files.readAllBytes(path(ONE.hash()))).isEqualTo(first);
    assertThat(path(OTHER.hash())).exists();
  }

  @Test
  void restartPutsItsOwnFileInThePlaceOfTheFormer() throws IOException {
    copy.verified(ONE);
    restart();
    copy.verified(ONE);
    assertThat(Files.readAllBytes(path(ONE.hash()))).isEqualTo(custody.requireFile().bytes());
  }

  @Test
  void diskThatFailsStopsNothingAndIsTriedAgain() throws IOException {
    Path blocking = directory.resolve(path(ONE.hash()).getFileName() + ".new");
    Files.createDirectories(blocking.resolve("not-empty"));
    copy.verified(ONE);
    assertThat(path(ONE.hash())).doesNotExist();
    assertThat(custody.requireFile()).isNotNull();

    Files.delete(blocking.resolve("not-empty"));
    copy.verified(ONE);
    assertThat(path(ONE.hash())).exists();
  }

  private void restart() throws IOException {
    ManualTime time = new ManualTime();
    TestCustodians custodians = new TestCustodians();
    CryptoProviders crypto = CryptoProviders.available();
    custody =
        new Custody(
            new Custody.Settings(
                custodians.twoOfThree(), Duration.ofSeconds(45), Duration.ofSeconds(120)),
            CustodyFiles.maker(custodians.twoOfThree(), CustodyFiles.tee(), time),
            new MasterSecretHolder(),
            new SecretSharing(crypto),
            () -> {},
            time,
            time);
    copy = new CustodyCopy(custody, new FileDisk(directory));
  }

  private Path path(SecretHash hash) {
    return directory.resolve(CustodyCopy.name(hash));
  }
}
