package io.novakms.auth;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.novakms.crypto.CryptoProviders;
import io.novakms.crypto.Eip191;
import io.novakms.model.Hex;
import io.novakms.model.KmsException;
import io.novakms.model.Wallet;
import io.novakms.testing.ManualTime;
import java.net.InetAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** Any headers as a proof: refused as unauthorized, and nothing else comes of them. */
class ProofFuzzTest {
  private static final Wallet NODE = Wallet.parse("0x" + "11".repeat(20));
  private static final Duration VALID = Duration.ofSeconds(120);

  private final ManualTime time = new ManualTime();
  private final NonceStore nonces = new NonceStore(100, VALID, time, new SecureRandom());
  private final CallerAuthentication callers =
      new CallerAuthentication(
          new ProofOfPossession(
              () -> NODE, new Eip191(CryptoProviders.available()), nonces, time, VALID),
          false);

  @FuzzTest
  void provesNothing(FuzzedDataProvider data) {
    CallerKind kind = data.pickValue(CallerKind.values());
    Map<String, String> headers = new HashMap<>();
    if (data.consumeBoolean()) {
      headers.put(kind.walletHeader(), data.consumeString(50));
    }
    if (data.consumeBoolean()) {
      headers.put(
          kind.timestampHeader(),
          data.consumeBoolean()
              ? Long.toString(time.instant().getEpochSecond())
              : data.consumeString(30));
    }
    if (data.consumeBoolean()) {
      headers.put(
          kind.nonceHeader(),
          data.consumeBoolean()
              ? nonces.issue(new ClientAddress(InetAddress.getLoopbackAddress()))
              : data.consumeString(40));
    }
    boolean isHex = data.consumeBoolean();
    byte[] rest = data.consumeRemainingAsBytes();
    headers.put(kind.signatureHeader(), isHex ? Hex.encode(rest) : Hex.encodePrefixed(rest));
    try {
      Proof proof = callers.authenticate(kind, headers::get);
      // Any 65 bytes are a signature of some wallet, of which only the registry knows nothing.
      assertThat(proof.kind()).isEqualTo(kind);
      assertThat(rest).hasSize(65);
    } catch (KmsException e) {
      assertThat(e.kind()).isIn(KmsException.Kind.UNAUTHORIZED, KmsException.Kind.RATE_LIMITED);
    }
  }
}
