package io.novakms.secret.custody;

import io.novakms.config.KmsConfig;
import io.novakms.crypto.CryptoProviders;
import io.novakms.secret.VerifiedSecret;
import io.novakms.tee.KeystoreTee;
import io.novakms.tee.Tee;
import io.novakms.tee.TeeKeys;
import io.novakms.testing.ManualTime;
import io.novakms.testing.TestSettings;
import java.math.BigInteger;
import java.util.Map;

/** Makes custody files for tests. */
final class CustodyFiles {
  static final CryptoProviders CRYPTO = CryptoProviders.available();
  static final KmsConfig.Chain CHAIN = TestSettings.with(Map.of()).chain();

  private CustodyFiles() {}

  static Tee tee() {
    return new KeystoreTee(TeeKeys.generate(CRYPTO), CRYPTO);
  }

  static CustodyFileMaker maker(KmsConfig.Custody settings, Tee tee, ManualTime time) {
    return new CustodyFileMaker(
        settings, CHAIN, () -> BigInteger.valueOf(31_337), tee, CRYPTO, time);
  }

  static CustodyFile make(KmsConfig.Custody settings, VerifiedSecret secret) {
    return maker(settings, tee(), new ManualTime()).make(secret);
  }
}
