package io.novakms.registry;

import static io.novakms.registry.Structs.TEE_PUBLIC_KEY;
import static io.novakms.registry.Structs.wallet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.novakms.model.AppId;
import io.novakms.registry.Structs.InstanceFields;
import io.novakms.registry.rpc.UnreadableException;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The registry's structs, as web3j encodes them, and as no registry should. */
class TranslatorsTest {
  private static final BigInteger TOO_LARGE = BigInteger.TWO.pow(256).subtract(BigInteger.ONE);

  @Test
  void instanceIsTranslatedFieldByField() {
    InstanceFields fields = new InstanceFields();
    fields.status = BigInteger.ONE;

    assertThat(InstanceTranslator.translate(fields.encoded()))
        .contains(
            new Instance(
                BigInteger.valueOf(11),
                AppId.of(1),
                BigInteger.ONE,
                wallet(99),
                "https://node.example",
                TEE_PUBLIC_KEY,
                wallet(1),
                true,
                InstanceStatus.STOPPED,
                Instant.parse("2026-01-01T00:00:00Z")));
  }

  @Test
  void largestNumbersAreKept() {
    InstanceFields fields = new InstanceFields();
    fields.id = TOO_LARGE;
    fields.app = TOO_LARGE;
    fields.version = TOO_LARGE;

    Instance instance = InstanceTranslator.translate(fields.encoded()).orElseThrow();

    assertThat(instance.id()).isEqualTo(TOO_LARGE);
    assertThat(instance.appId().value()).isEqualTo(TOO_LARGE);
    assertThat(instance.versionId()).isEqualTo(TOO_LARGE);
  }

  @Test
  void urlAndKeyAreTakenAsTheyStandThere() {
    InstanceFields fields = new InstanceFields();
    fields.url = new byte[0];
    fields.key = new byte[] {1, 2};

    Instance instance = InstanceTranslator.translate(fields.encoded()).orElseThrow();

    assertThat(instance.url()).isEmpty();
    assertThat(instance.teePublicKey()).isEqualTo("0102");
  }

  @Test
  void idZeroMeansThatThereIsNoInstance() {
    InstanceFields fields = new InstanceFields();
    fields.id = BigInteger.ZERO;

    assertThat(InstanceTranslator.translate(fields.encoded())).isEmpty();
  }

  @Test
  void instanceWithAFieldWithoutMeaningIsRefused() {
    assertRefused(fields -> fields.status = BigInteger.valueOf(3));
    assertRefused(fields -> fields.registeredAt = TOO_LARGE);
    assertRefused(fields -> fields.url = new byte[] {(byte) 0xff});
    assertRefused(fields -> fields.url = new byte[InstanceTranslator.MAX_URL_BYTES + 1]);
    assertRefused(fields -> fields.key = new byte[InstanceTranslator.MAX_KEY_BYTES + 1]);
  }

  private static void assertRefused(Consumer<InstanceFields> change) {
    InstanceFields fields = new InstanceFields();
    change.accept(fields);
    String encoded = fields.encoded();

    assertThatExceptionOfType(UnreadableException.class)
        .isThrownBy(() -> InstanceTranslator.translate(encoded));
    // Its wallet still shows whose record it is.
    assertThat(InstanceTranslator.walletOf(encoded)).isEqualTo(wallet(1));
  }

  @ParameterizedTest
  @MethodSource("versionStatuses")
  void versionIsTranslated(long status, VersionStatus expected) {
    assertThat(VersionRecord.translate(Structs.version(7, status)))
        .isEqualTo(new VersionRecord(BigInteger.valueOf(7), expected));
  }

  static Stream<Arguments> versionStatuses() {
    return Stream.of(
        Arguments.of(0, VersionStatus.ENROLLED),
        Arguments.of(1, VersionStatus.DEPRECATED),
        Arguments.of(2, VersionStatus.REVOKED));
  }

  @Test
  void versionWithAnUnknownStatusIsRefused() {
    assertThatExceptionOfType(UnreadableException.class)
        .isThrownBy(() -> VersionRecord.translate(Structs.version(7, 3)));
  }

  @Test
  void appOfAnOlderRegistryHasNoWallet() {
    assertThat(AppRecord.translate(Structs.olderApp(4, 3, 1)))
        .isEqualTo(
            new AppRecord(
                AppId.of(4), BigInteger.valueOf(3), AppStatus.INACTIVE, Optional.empty()));
  }

  @Test
  void appOfANewerRegistryHasAWallet() {
    assertThat(AppRecord.translate(Structs.newerApp(4, 3, 2, wallet(6))))
        .isEqualTo(
            new AppRecord(
                AppId.of(4), BigInteger.valueOf(3), AppStatus.REVOKED, Optional.of(wallet(6))));
  }

  static Stream<Arguments> structs() {
    return Stream.of(
        struct("instance", new InstanceFields().encoded(), InstanceTranslator::translate),
        struct("version", Structs.version(7, 0), VersionRecord::translate),
        struct("older app", Structs.olderApp(4, 3, 1), AppRecord::translate),
        struct("newer app", Structs.newerApp(4, 3, 2, wallet(6)), AppRecord::translate));
  }

  private static Arguments struct(
      String name, String encoded, Function<String, Object> translator) {
    return Arguments.of(Named.of(name, encoded), translator);
  }

  @ParameterizedTest
  @MethodSource("structs")
  void structThatIsCutOffAnywhereNeverFailsInAnyOtherWay(
      String encoded, Function<String, Object> translator) {
    int refused = 0;
    for (int end = 2; end < encoded.length(); end++) {
      refused += isRefused(encoded.substring(0, end), translator) ? 1 : 0;
    }
    // A field that is not read may be cut off; half a word, or an odd digit, never is let through.
    assertThat(refused).isGreaterThan(encoded.length() / 2);
  }

  @ParameterizedTest
  @MethodSource("structs")
  void structWithAnyWordReplacedNeverFailsInAnyOtherWay(
      String encoded, Function<String, Object> translator) {
    Random random = new Random(7);
    for (int word = 2; word < encoded.length(); word += 64) {
      for (int attempt = 0; attempt < 50; attempt++) {
        byte[] junk = new byte[32];
        random.nextBytes(junk);
        String replaced = attempt == 0 ? "ff".repeat(32) : shifted(junk, attempt);
        isRefused(encoded.substring(0, word) + replaced + encoded.substring(word + 64), translator);
      }
    }
  }

  /** Junk of every size: small numbers get past the first checks, and on to the next. */
  private static String shifted(byte[] junk, int attempt) {
    BigInteger value = new BigInteger(1, junk).shiftRight(attempt * 5);
    return String.format("%064x", value);
  }

  private static boolean isRefused(String encoded, Function<String, Object> translator) {
    try {
      translator.apply(encoded);
      return false;
    } catch (UnreadableException e) {
      return true;
    }
  }
}
