package io.novakms.bench;

import io.novakms.crypto.CryptoProviders;
import io.novakms.crypto.EnvelopeCipher;
import io.novakms.crypto.P384;
import io.novakms.crypto.P384KeyPair;
import io.novakms.model.TeePublicKey;
import java.nio.ByteBuffer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/** The encryption of envelopes of 200 bytes. */
@State(Scope.Thread)
public class EnvelopeBenchmark {
  private static final int BODY_BYTES = 200;

  @Param({"native", "portable"})
  String crypto;

  private P384 p384;
  private P384KeyPair node;
  private TeePublicKey app;
  private EnvelopeCipher cipher;
  private byte[] nonce;
  private byte[] body;
  private byte[] sealed;
  private byte[] fresh;
  private long sealings;

  /** Makes two key pairs, and what one sends the other. */
  @Setup
  public void prepare() {
    CryptoProviders providers = Samples.providers(crypto);
    p384 = new P384(providers);
    node = p384.generate();
    app = p384.generate().publicKey();
    cipher = new EnvelopeCipher(providers, node);
    nonce = Samples.bytes(12, 4);
    body = Samples.bytes(BODY_BYTES, 5);
    fresh = new byte[nonce.length];
    sealed = cipher.encrypt(app, nonce, body);
  }

  /** For a caller that was answered before. */
  @Benchmark
  public byte[] sealCached() {
    return cipher.encrypt(app, fresh(), body);
  }

  /** From a caller that asked before. */
  @Benchmark
  public byte[] openCached() {
    return cipher.decrypt(app, nonce, sealed);
  }

  /** For a new caller: the two keys have to be agreed first. */
  @Benchmark
  public byte[] sealUncached(Blackhole agreed) {
    agreed.consume(p384.agree(node, app));
    return cipher.encrypt(app, fresh(), body);
  }

  /** From a new caller: the two keys have to be agreed first. */
  @Benchmark
  public byte[] openUncached(Blackhole agreed) {
    agreed.consume(p384.agree(node, app));
    return cipher.decrypt(app, nonce, sealed);
  }

  /** The public key of a sender out of its hex: the point is checked. */
  @Benchmark
  public TeePublicKey parsePublicKey() {
    return TeePublicKey.of(app.spki());
  }

  /** No nonce twice under one key: the cipher would refuse it. */
  private byte[] fresh() {
    ByteBuffer.wrap(fresh).putLong(++sealings);
    return fresh;
  }
}
