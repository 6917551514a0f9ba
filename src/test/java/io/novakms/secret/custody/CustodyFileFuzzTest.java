package io.novakms.secret.custody;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.novakms.model.KmsException;
import io.novakms.secret.TestSecrets;
import io.novakms.testing.ManualTime;
import io.novakms.testing.TestCustodians;
import java.util.Arrays;

/** Any bytes as a custody file, and a good file with any bytes changed: refused, or that file. */
class CustodyFileFuzzTest {
  private static final byte[] FILE =
      CustodyFiles.maker(new TestCustodians().twoOfThree(), CustodyFiles.tee(), new ManualTime())
          .make(TestSecrets.verified(7))
          .bytes();

  private final CustodyFileReader reader = new CustodyFileReader(CustodyFiles.CRYPTO);

  @FuzzTest
  void isRefusedOrTheFileThatANodeMade(FuzzedDataProvider data) {
    byte[] sent = data.consumeBoolean() ? changed(data) : data.consumeRemainingAsBytes();
    try {
      assertThat(reader.read(sent).bytes()).isEqualTo(FILE);
    } catch (KmsException e) {
      assertThat(e.code()).isEqualTo(CustodyFileReader.BAD_FILE);
    }
  }

  private static byte[] changed(FuzzedDataProvider data) {
    byte[] bytes = Arrays.copyOf(FILE, data.consumeInt(0, FILE.length));
    while (data.remainingBytes() > 2 && bytes.length > 0) {
      bytes[data.consumeInt(0, bytes.length - 1)] = data.consumeByte();
    }
    return bytes;
  }
}
