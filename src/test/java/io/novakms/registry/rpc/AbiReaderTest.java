package io.novakms.registry.rpc;

import static io.novakms.registry.Structs.wallet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.novakms.registry.AppStatus;
import java.math.BigInteger;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AbiReaderTest {
  private static final String ZERO = "00".repeat(32);
  private static final String ONES = "ff".repeat(32);

  private static AbiReader reader(Object... words) {
    StringBuilder hex = new StringBuilder("0x");
    for (Object word : words) {
      hex.append(word instanceof Integer number ? String.format("%064x", number) : word);
    }
    return AbiReader.of(hex.toString());
  }

  private static void assertUnreadable(AbiReader reader, Function<AbiReader, Object> read) {
    assertThatExceptionOfType(UnreadableException.class).isThrownBy(() -> read.apply(reader));
  }

  @Test
  void numbersAreUnsigned() {
    assertThat(reader(7).number(0)).isEqualTo(7);
    assertThat(reader(ONES).number(0)).isEqualTo(BigInteger.TWO.pow(256).subtract(BigInteger.ONE));
  }

  @Test
  void walletsAndTruthValuesAreRead() {
    AbiReader reader = reader("00".repeat(12) + wallet(5).address().substring(2), 0, 1);

    assertThat(reader.wallet(0)).isEqualTo(wallet(5));
    assertThat(reader.bool(1)).isFalse();
    assertThat(reader.bool(2)).isTrue();
  }

  @Test
  void bytesAndTextsAreRead() {
    String padding = "00".repeat(29);
    AbiReader reader = reader(64, 128, 3, "6869c3" + padding, 4, "6869c3a4" + "00".repeat(28));

    assertThat(reader.bytes(0, 3)).containsExactly(0x68, 0x69, 0xc3);
    assertThat(reader.text(1, 4)).isEqualTo("hiä");
  }

  @Test
  void arraysAreRead() {
    assertThat(reader(32, 3, 9, 8, 7).array(0, 3, AbiReader::number))
        .containsExactly(BigInteger.valueOf(9), BigInteger.valueOf(8), BigInteger.valueOf(7));
    assertThat(reader(32, 0).array(0, 3, AbiReader::number)).isEmpty();
  }

  @Test
  void offsetsCountFromTheStructThatHoldsThem() {
    AbiReader struct = reader(32, 5, 64, 1, "61" + "00".repeat(31)).at(0);

    assertThat(struct.number(0)).isEqualTo(5);
    assertThat(struct.text(1, 1)).isEqualTo("a");
  }

  @Test
  void valuesOutsideTheirTypeAreRefused() {
    assertUnreadable(reader(2), r -> r.bool(0));
    assertUnreadable(reader(ONES), r -> r.bool(0));
    assertUnreadable(reader(ONES), r -> r.wallet(0));
    assertUnreadable(reader("01" + "00".repeat(31)), r -> r.wallet(0));
    assertUnreadable(reader(3), r -> r.constant(0, AppStatus.values()));
    assertUnreadable(reader(256), r -> r.constant(0, AppStatus.values()));
    assertUnreadable(reader(ONES), r -> r.constant(0, AppStatus.values()));
    assertThat(reader(2).constant(0, AppStatus.values())).isEqualTo(AppStatus.REVOKED);
  }

  @Test
  void whatEndsEarlyIsRefused() {
    assertUnreadable(AbiReader.of("0x"), r -> r.number(0));
    assertUnreadable(AbiReader.of("0x" + "00".repeat(31)), r -> r.number(0));
    assertUnreadable(reader(1), r -> r.number(1));
    assertUnreadable(reader(32), r -> r.bytes(0, 100));
    assertUnreadable(reader(32, 33, ZERO), r -> r.bytes(0, 100));
    assertUnreadable(reader(32, 2, 1), r -> r.array(0, 100, AbiReader::number));
  }

  @ParameterizedTest
  @ValueSource(strings = {"65", "2147483648", "18446744073709551616"})
  void offsetsBehindTheEndAreRefused(String offset) {
    String word = String.format("%064x", new BigInteger(offset));

    for (Function<AbiReader, Object> read :
        List.<Function<AbiReader, Object>>of(
            r -> r.at(0),
            r -> r.offset(0),
            r -> r.bytes(0, 100),
            r -> r.text(0, 100),
            r -> r.array(0, 100, AbiReader::number))) {
      assertUnreadable(reader(word, ZERO), read);
    }
  }

  @Test
  void lengthsOverTheLimitAreRefused() {
    assertUnreadable(reader(32, 3, ZERO), r -> r.bytes(0, 2));
    assertUnreadable(reader(32, 2, 1, 1), r -> r.array(0, 1, AbiReader::number));
    assertUnreadable(reader(32, ONES), r -> r.bytes(0, Integer.MAX_VALUE));
    assertUnreadable(reader(32, ONES), r -> r.array(0, Integer.MAX_VALUE, AbiReader::number));
  }

  @Test
  void textThatIsNotUtf8IsRefused() {
    assertUnreadable(reader(32, 1, "ff" + "00".repeat(31)), r -> r.text(0, 10));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0x0", "0xzz", "zz"})
  void whatIsNotHexIsRefused(String hex) {
    assertThatExceptionOfType(UnreadableException.class).isThrownBy(() -> AbiReader.of(hex));
  }
}
