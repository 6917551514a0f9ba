package io.novakms.registry;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.novakms.model.Hex;
import io.novakms.registry.rpc.AbiReader;
import io.novakms.registry.rpc.UnreadableException;
import java.util.Arrays;

/** Any bytes, in words and not, as what a contract returned: unreadable, or within the limits. */
class ChainStructsFuzzTest {
  private static final int WORD = 32;

  @FuzzTest
  void isUnreadableOrWithinTheLimits(FuzzedDataProvider data) {
    String hex =
        Hex.encodePrefixed(data.consumeBoolean() ? words(data) : data.consumeRemainingAsBytes());
    reads(
        () ->
            InstanceTranslator.translate(hex)
                .ifPresent(
                    instance ->
                        assertThat(instance.wallet()).isEqualTo(InstanceTranslator.walletOf(hex))));
    reads(() -> AppRecord.translate(hex));
    reads(() -> VersionRecord.translate(hex));
    reads(() -> assertThat(AbiReader.of(hex).array(0, 50, AbiReader::wallet)).hasSizeLessThan(51));
  }

  /** Mostly small numbers, as lengths and offsets are. */
  private static byte[] words(FuzzedDataProvider data) {
    byte[] words = new byte[WORD * 40];
    int used = 0;
    while (data.remainingBytes() > 0 && used < words.length) {
      byte[] tail = data.consumeBytes(data.consumeInt(1, WORD));
      System.arraycopy(tail, 0, words, used + WORD - tail.length, tail.length);
      used += WORD;
    }
    return Arrays.copyOf(words, used);
  }

  private static void reads(Runnable reader) {
    try {
      reader.run();
    } catch (UnreadableException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }
}
