package io.novakms.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NativeLibrariesTest {
  /** Loads the libraries, uses them, and ends as a process that is killed. */
  static final class Killed {
    private Killed() {}

    /** Prints what it uses. */
    public static void main(String[] args) {
      CryptoProviders crypto = CryptoProviders.available();
      System.out.print(crypto.isSecp256k1Native() + " " + crypto.isProviderNative());
      System.out.flush();
      Runtime.getRuntime().halt(0);
    }
  }

  @Test
  void killedProcessLeavesNoUnpackedLibraryBehind(@TempDir Path temporary)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djava.io.tmpdir=" + temporary,
                "-cp",
                System.getProperty("java.class.path"),
                Killed.class.getName())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);

    assertThat(process.waitFor()).isZero();
    assertThat(printed).isEqualTo("true true");
    assertThat(temporary).isEmptyDirectory();
  }
}
