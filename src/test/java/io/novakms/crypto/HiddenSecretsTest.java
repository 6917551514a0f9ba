package io.novakms.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import io.novakms.model.AppId;
import io.novakms.model.Hex;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** No secret is in what its holder prints. */
class HiddenSecretsTest {
  private static final CryptoProviders PROVIDERS = CryptoProviders.available();
  private static final byte[] SECRET = filled();

  @Test
  void masterSecretAndWhatComesFromItPrintNothing() {
    MasterSecret secret = MasterSecret.of(SECRET);
    KeyDerivation keys = secret.keys();

    SecretShare share = SecretShare.of(1, SECRET);
    assertThat(new Object[] {share, secret, keys, keys.dataKey(AppId.of(1)), keys.syncMac()})
        .allSatisfy(holder -> assertThat(holder).hasToString("(hidden)"));
  }

  @Test
  void keyPairsPrintTheirPublicHalves() {
    WalletKey wallet = WalletKey.of(SECRET, PROVIDERS);
    P384KeyPair keys = new P384(PROVIDERS).generate();

    assertThat(wallet).hasToString(wallet.wallet().address());
    assertThat(keys).hasToString(keys.publicKey().hex());
    assertThat(wallet.toString()).doesNotContain(Hex.encode(SECRET));
  }

  private static byte[] filled() {
    byte[] bytes = new byte[MasterSecret.BYTES];
    Arrays.fill(bytes, (byte) 0x5a);
    return bytes;
  }
}
