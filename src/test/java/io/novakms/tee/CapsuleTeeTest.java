package io.novakms.tee;

import io.novakms.crypto.CryptoProviders;
import io.novakms.devnet.CapsuleEmulator;
import io.novakms.devnet.CapsuleIdentity;
import io.novakms.transport.CapsuleHttp;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** The contract, with the keys behind the Capsule API. */
class CapsuleTeeTest extends TeeContractTest {
  private CapsuleEmulator capsule;
  private Tee tee;

  @BeforeEach
  void start() throws IOException {
    capsule = CapsuleEmulator.start(CapsuleIdentity.random());
    tee =
        new CapsuleTee(
            capsule.url(), Duration.ofSeconds(20), CryptoProviders.available(), CapsuleHttp::new);
  }

  @AfterEach
  void stop() {
    capsule.close();
  }

  @Override
  Tee tee() {
    return tee;
  }
}
