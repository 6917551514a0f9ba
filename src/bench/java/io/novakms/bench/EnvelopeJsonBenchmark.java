package io.novakms.bench;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.novakms.crypto.CryptoProviders;
import io.novakms.crypto.StrictJson;
import io.novakms.crypto.SyncMac;
import io.novakms.model.Hex;
import io.novakms.model.TeePublicKey;
import io.novakms.secret.TestSecrets;
import io.novakms.tee.Envelope;
import io.novakms.tee.KeystoreTee;
import io.novakms.tee.TeeKeys;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Envelopes as JSON, without their encryption. */
@State(Scope.Thread)
public class EnvelopeJsonBenchmark {
  /** An app's request, and a page of 500 records. */
  @Param({"200", "200000"})
  int bytes;

  private byte[] sent;
  private ObjectNode json;
  private Envelope envelope;
  private SyncMac mac;
  private String signature;

  /** Makes an envelope. */
  @Setup
  public void prepare() {
    CryptoProviders providers = CryptoProviders.available();
    TeePublicKey sender = new KeystoreTee(TeeKeys.generate(providers), providers).publicKey();
    json =
        JsonNodeFactory.instance
            .objectNode()
            .put("sender_tee_pubkey", sender.hex())
            .put("nonce", Hex.encode(Samples.bytes(12, 6)))
            .put("encrypted_data", Hex.encode(Samples.bytes(bytes, 7)));
    sent = json.toString().getBytes(StandardCharsets.UTF_8);
    envelope = Envelope.parse(json);
    mac = TestSecrets.verified(1).syncMac();
    signature = mac.sign(json);
  }

  /** From the bytes that came to an envelope. */
  @Benchmark
  public Envelope read() throws IOException {
    return Envelope.parse(StrictJson.object(new ByteArrayInputStream(sent)));
  }

  /** From an envelope to the text that is sent. */
  @Benchmark
  public String write() {
    return envelope.toJson().toString();
  }

  /** The signature of a request between nodes. */
  @Benchmark
  public String macSign() {
    return mac.sign(json);
  }

  /** Its verification. */
  @Benchmark
  public boolean macVerify() {
    return mac.verify(json, signature);
  }
}
