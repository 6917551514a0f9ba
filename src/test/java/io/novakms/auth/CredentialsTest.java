package io.novakms.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.novakms.model.KmsException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The headers of both kinds of caller (protocol, section 5). */
class CredentialsTest {
  @ParameterizedTest
  @CsvSource({
    "APP, x-app-, NovaKMS:AppAuth:, X-KMS-Response-Signature",
    "PEER, x-kms-, NovaKMS:Auth:, X-KMS-Peer-Signature"
  })
  void headersAreThoseOfTheProtocol(
      CallerKind kind, String prefix, String message, String response) {
    Map<String, String> headers =
        Map.of(
            prefix + "signature", "s",
            prefix + "nonce", "n",
            prefix + "timestamp", "t",
            prefix + "wallet", "w");

    assertThat(Credentials.read(kind, headers::get))
        .isEqualTo(new Credentials("s", "n", "t", Optional.of("w")));
    assertThat(kind.messagePrefix()).isEqualTo(message);
    assertThat(kind.responseHeader()).isEqualTo(response);
  }

  @ParameterizedTest
  @CsvSource({"x-app-signature", "x-app-nonce", "x-app-timestamp"})
  void missingOrEmptyHeaderIsNamed(String missing) {
    Map<String, String> headers =
        new HashMap<>(Map.of("x-app-signature", "s", "x-app-nonce", "n", "x-app-timestamp", "t"));
    headers.put(missing, "");
    assertRefused(headers, missing);

    headers.remove(missing);
    assertRefused(headers, missing);
  }

  @Test
  void textShowsNoneOfTheValues() {
    assertThat(new Credentials("sss", "nnn", "ttt", Optional.of("www")))
        .hasToString("Credentials[signature, nonce, timestamp, wallet]");
    assertThat(new Credentials("sss", "nnn", "ttt", Optional.empty()))
        .hasToString("Credentials[signature, nonce, timestamp]");
  }

  private static void assertRefused(Map<String, String> headers, String named) {
    assertThatExceptionOfType(KmsException.class)
        .isThrownBy(() -> Credentials.read(CallerKind.APP, headers::get))
        .withMessage("the header " + named + " is missing: sign a nonce of GET /nonce")
        .satisfies(e -> assertThat(e.kind()).isEqualTo(KmsException.Kind.UNAUTHORIZED));
  }
}
