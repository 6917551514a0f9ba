package io.novakms.tee;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.novakms.crypto.CryptoProviders;
import io.novakms.devnet.CapsuleEmulator;
import io.novakms.devnet.CapsuleIdentity;
import io.novakms.model.KmsException;
import io.novakms.transport.CapsuleHttp;
import java.io.IOException;
import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

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

  /** Hex doubles the content, and the API takes bodies of 10 MiB. */
  @Test
  void envelopeThatTheApiDoesNotTakeInOnePieceIsTooLargeAndNotAtFault() {
    String longest = "x".repeat(5 << 20);
    Sealed sealed = tee.encrypt(tee.publicKey(), longest);

    assertThat(tee.decrypt(tee.publicKey(), tee.encrypt(tee.publicKey(), "x".repeat(4 << 20))))
        .hasSize(4 << 20);
    assertTooLarge(() -> tee.decrypt(tee.publicKey(), sealed));
    assertTooLarge(() -> tee.encrypt(tee.publicKey(), "x".repeat(10 << 20)));
  }

  private static void assertTooLarge(ThrowingCallable call) {
    assertThatExceptionOfType(KmsException.class)
        .isThrownBy(call)
        .satisfies(e -> assertThat(e.kind()).isEqualTo(KmsException.Kind.TOO_LARGE))
        .withMessageContaining("10485760");
  }

  @Override
  Tee tee() {
    return tee;
  }
}
