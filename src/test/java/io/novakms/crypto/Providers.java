package io.novakms.crypto;

import java.util.stream.Stream;
import org.junit.jupiter.api.Named;

/** The libraries that every cryptographic test runs with. */
final class Providers {
  private Providers() {}

  /** The native libraries, which must load where the tests run, and Bouncy Castle. */
  static Stream<Named<CryptoProviders>> both() {
    return Stream.of(
        Named.of("native", CryptoProviders.available()),
        Named.of("Bouncy Castle", CryptoProviders.portable()));
  }
}
