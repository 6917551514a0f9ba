package io.novakms.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.novakms.crypto.WalletKey;
import io.novakms.model.KmsException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class CallerAuthenticationTest {
  private static final WalletKey ALICE = TestNode.key(1);
  private static final WalletKey BOB = TestNode.key(2);

  private final TestNode node =
      new TestNode(TestNode.key(3).wallet(), Instant.ofEpochSecond(1_767_225_600));
  private final CallerAuthentication production = new CallerAuthentication(node.proofs, false);
  private final CallerAuthentication development = new CallerAuthentication(node.proofs, true);

  @ParameterizedTest
  @EnumSource(CallerKind.class)
  void callerIsReadFromTheHeadersOfItsKind(CallerKind kind) {
    Map<String, String> headers = headers(kind);

    assertThat(production.authenticate(kind, headers::get).wallet()).isEqualTo(ALICE.wallet());
  }

  @Test
  void headersOfAnAppAreNoneOfAPeer() {
    assertUnauthorized(production, CallerKind.PEER, headers(CallerKind.APP))
        .withMessageContaining("x-kms-signature is missing");
  }

  @ParameterizedTest
  @CsvSource({
    "APP, x-app-signature", "APP, x-app-nonce", "APP, x-app-timestamp",
    "PEER, x-kms-signature", "PEER, x-kms-nonce", "PEER, x-kms-timestamp"
  })
  void missingHeaderIsNamed(CallerKind kind, String header) {
    Map<String, String> headers = headers(kind);
    headers.remove(header);

    assertUnauthorized(production, kind, headers).withMessageContaining(header + " is missing");
  }

  @Test
  void developmentIdentityIsWorthNothingInProduction() {
    assertUnauthorized(production, CallerKind.APP, devHeader(ALICE.wallet().toString()))
        .withMessageContaining("x-app-signature is missing");
  }

  @Test
  void developmentIdentityStandsInForAnApp() {
    Proof proof =
        development.authenticate(CallerKind.APP, devHeader(ALICE.wallet().toString())::get);

    assertThat(proof.wallet()).isEqualTo(ALICE.wallet());
    assertThat(proof.signature()).isEmpty();
  }

  @Test
  void developmentIdentityNeverStandsInForAPeer() {
    assertUnauthorized(development, CallerKind.PEER, devHeader(ALICE.wallet().toString()));
  }

  @Test
  void signatureCountsMoreThanADevelopmentIdentity() {
    Map<String, String> headers = headers(CallerKind.APP);
    headers.put(CallerAuthentication.DEV_HEADER, BOB.wallet().toString());

    assertThat(development.authenticate(CallerKind.APP, headers::get).wallet())
        .isEqualTo(ALICE.wallet());
    assertUnauthorized(development, CallerKind.APP, headers);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "alice", "0x00"})
  void developmentIdentityIsAWallet(String text) {
    assertUnauthorized(development, CallerKind.APP, devHeader(text))
        .withMessage("x-tee-wallet must be an address in hex");
  }

  @Test
  void credentialsAndProofsDoNotPrintWhatOthersCouldUse() {
    Map<String, String> headers = headers(CallerKind.APP);
    Credentials credentials = Credentials.read(CallerKind.APP, headers::get);

    assertThat(credentials.toString()).doesNotContain(credentials.nonce());
    assertThat(credentials.toString()).doesNotContain(credentials.signature());
    assertThat(production.authenticate(CallerKind.APP, headers::get))
        .hasToString("Proof[APP, " + ALICE.wallet() + "]");
  }

  private Map<String, String> headers(CallerKind kind) {
    Credentials credentials = node.sign(kind, ALICE, node.nonce());
    Map<String, String> headers = new HashMap<>();
    headers.put(kind.signatureHeader(), credentials.signature());
    headers.put(kind.nonceHeader(), credentials.nonce());
    headers.put(kind.timestampHeader(), credentials.timestamp());
    headers.put(kind.walletHeader(), credentials.wallet().orElseThrow());
    return headers;
  }

  private static Map<String, String> devHeader(String wallet) {
    return new HashMap<>(Map.of(CallerAuthentication.DEV_HEADER, wallet));
  }

  private static ThrowableAssertAlternative<KmsException> assertUnauthorized(
      CallerAuthentication authentication, CallerKind kind, Map<String, String> headers) {
    return assertThatExceptionOfType(KmsException.class)
        .isThrownBy(() -> authentication.authenticate(kind, headers::get))
        .satisfies(e -> assertThat(e.kind()).isEqualTo(KmsException.Kind.UNAUTHORIZED));
  }
}
