package io.novakms.tee;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.novakms.crypto.CryptoProviders;
import io.novakms.crypto.StrictJson;
import io.novakms.model.Hex;
import io.novakms.model.KmsException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Any bytes as an envelope, and a good envelope with any bytes changed: nothing false opens. */
class EnvelopeFuzzTest {
  private static final CryptoProviders CRYPTO = CryptoProviders.available();
  private static final Tee NODE = new KeystoreTee(TeeKeys.generate(CRYPTO), CRYPTO);
  private static final Tee CALLER = new KeystoreTee(TeeKeys.generate(CRYPTO), CRYPTO);
  private static final byte[] SEALED =
      new Envelope(
              CALLER.publicKey(), CALLER.encrypt(NODE.publicKey(), "{\"a\":1}"), Envelope.FIELD)
          .toJson()
          .toString()
          .getBytes(StandardCharsets.UTF_8);

  @FuzzTest
  void opensNothingButWhatWasSealed(FuzzedDataProvider data) throws IOException {
    byte[] sent = data.consumeBoolean() ? changed(data) : data.consumeRemainingAsBytes();
    Envelopes envelopes = new Envelopes(NODE, new ReplayGuard(CRYPTO, 100));
    try {
      ObjectNode json = StrictJson.object(new ByteArrayInputStream(sent));
      Envelopes.Opened opened = envelopes.open(CALLER.publicKey(), json);

      assertThat(opened.body().toString()).isEqualTo("{\"a\":1}");
      byte[] ciphertext = Hex.decode(json.path(opened.field()).textValue());
      byte[] honest = Hex.decode(StrictJson.object(text(SEALED)).path(Envelope.FIELD).textValue());
      assertThat(ciphertext).isEqualTo(honest);
    } catch (KmsException e) {
      assertThat(e.kind())
          .isIn(
              KmsException.Kind.BAD_REQUEST,
              KmsException.Kind.FORBIDDEN,
              KmsException.Kind.UNAUTHORIZED);
    }
  }

  private static byte[] changed(FuzzedDataProvider data) {
    byte[] bytes = Arrays.copyOf(SEALED, data.consumeInt(0, SEALED.length));
    while (data.remainingBytes() > 2 && bytes.length > 0) {
      bytes[data.consumeInt(0, bytes.length - 1)] = data.consumeByte();
    }
    return bytes;
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
