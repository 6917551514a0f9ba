package io.novakms.tee;

import static org.assertj.core.api.Assertions.assertThat;

import io.novakms.crypto.CryptoProviders;
import io.novakms.crypto.InsecureSecretAccess;
import io.novakms.model.Hex;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** The contract, with keys in this process and either set of libraries. */
@ParameterizedClass
@MethodSource("libraries")
class KeystoreTeeTest extends TeeContractTest {
  private final TeeKeys keys;
  private final Tee tee;

  KeystoreTeeTest(CryptoProviders providers) {
    this.keys = TeeKeys.generate(providers);
    this.tee = new KeystoreTee(keys, providers);
  }

  static Stream<Named<CryptoProviders>> libraries() {
    return Stream.of(
        Named.of("native", CryptoProviders.available()),
        Named.of("Bouncy Castle", CryptoProviders.portable()));
  }

  @Override
  Tee tee() {
    return tee;
  }

  @Test
  void keysPrintTheirPublicHalvesOnly() {
    assertThat(keys.toString() + tee)
        .contains(tee.wallet().address(), tee.publicKey().hex())
        .doesNotContain(Hex.encode(InsecureSecretAccess.bytes(keys.walletKey())))
        .doesNotContain(Hex.encode(InsecureSecretAccess.pkcs8(keys.envelopeKeys())));
  }
}
