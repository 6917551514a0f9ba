package io.novakms.bench;

import io.novakms.crypto.CryptoProviders;
import io.novakms.crypto.Eip191;
import io.novakms.crypto.WalletKey;
import io.novakms.model.Hex;
import io.novakms.model.Wallet;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The two signatures of every authenticated request. */
@State(Scope.Thread)
public class SignatureBenchmark {
  @Param({"native", "portable"})
  String crypto;

  private Eip191 signatures;
  private WalletKey key;
  private String request;
  private String answer;
  private String signature;

  /** Makes a key and a signature. */
  @Setup
  public void prepare() {
    CryptoProviders providers = Samples.providers(crypto);
    signatures = new Eip191(providers);
    key = WalletKey.of(Samples.bytes(WalletKey.BYTES, 3), providers);
    request = "NovaKMS:AppAuth:AAECAwQFBgcICQoLDA0ODw==:" + Samples.wallet(1) + ":1800000000";
    signature = signatures.sign(key, request);
    answer = "NovaKMS:Response:" + signature + ":" + Samples.wallet(1);
  }

  /** The node signs its answer. */
  @Benchmark
  public String sign() {
    return signatures.sign(key, answer);
  }

  /** The node finds out who signed a request. */
  @Benchmark
  public Wallet recover() {
    return signatures.recover(request, signature);
  }

  /** The hex of a signature alone, to tell what the arithmetic is not. */
  @Benchmark
  public byte[] hexOfASignature() {
    return Hex.decode(signature);
  }
}
