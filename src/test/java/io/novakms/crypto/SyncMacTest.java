package io.novakms.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.novakms.model.Hex;
import java.util.Arrays;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

@ParameterizedClass
@MethodSource("io.novakms.crypto.Providers#both")
class SyncMacTest {
  private final SyncMac mac;
  private final SyncMac others;
  private final ObjectNode envelope =
      JsonNodeFactory.instance
          .objectNode()
          .put("sender_tee_pubkey", "aa")
          .put("nonce", "bb")
          .put("encrypted_data", "cc");

  SyncMacTest(CryptoProviders providers) {
    this.mac = secret(1, providers).keys().syncMac();
    this.others = secret(2, providers).keys().syncMac();
  }

  @Test
  void signatureHoldsInEveryForm() {
    String signature = mac.sign(envelope);

    assertThat(signature).matches("[0-9a-f]{64}");
    assertThat(new String[] {signature, "0x" + signature, signature.toUpperCase(Locale.ROOT)})
        .allSatisfy(form -> assertThat(mac.verify(envelope, form)).isTrue());
  }

  @Test
  void orderOfTheMembersDoesNotMatter() {
    ObjectNode turned = JsonNodeFactory.instance.objectNode();
    turned.put("encrypted_data", "cc").put("sender_tee_pubkey", "aa").put("nonce", "bb");

    assertThat(mac.verify(turned, mac.sign(envelope))).isTrue();
  }

  @Test
  void anyFlippedBitOfTheSignatureIsRefused() {
    assertThat(Flip.eachBitOf(Hex.decode(mac.sign(envelope))))
        .allSatisfy(altered -> assertThat(mac.verify(envelope, Hex.encode(altered))).isFalse());
  }

  @Test
  void anyChangedOrAddedMemberIsRefused() {
    String signature = mac.sign(envelope);

    assertThat(mac.verify(envelope.deepCopy().put("nonce", "bc"), signature)).isFalse();
    assertThat(mac.verify(envelope.deepCopy().put("extra", 1), signature)).isFalse();
    assertThat(mac.verify(envelope.deepCopy().without("nonce"), signature)).isFalse();
  }

  @Test
  void holderOfAnotherSecretIsRefused() {
    assertThat(mac.verify(envelope, others.sign(envelope))).isFalse();
  }

  @Test
  void missingOrMalformedSignatureIsRefused() {
    String signature = mac.sign(envelope);
    String[] malformed = {
      null, "", "0x", "zz", signature.substring(2), signature + "00", signature.substring(1)
    };

    assertThat(malformed).allSatisfy(m -> assertThat(mac.verify(envelope, m)).isFalse());
  }

  @Test
  void manyThreadsShareOneObject() throws Exception {
    assertThat(Parallel.results(() -> mac.sign(envelope))).containsOnly(mac.sign(envelope));
  }

  private static MasterSecret secret(int fill, CryptoProviders providers) {
    byte[] bytes = new byte[MasterSecret.BYTES];
    Arrays.fill(bytes, (byte) fill);
    return MasterSecret.of(bytes, providers);
  }
}
