package io.novakms.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.novakms.auth.CallerAuthentication;
import io.novakms.auth.CallerKind;
import io.novakms.auth.ClientAddress;
import io.novakms.auth.NonceStore;
import io.novakms.auth.Proof;
import io.novakms.auth.ProofOfPossession;
import io.novakms.auth.RepeatingNonces;
import io.novakms.auth.ResponseSigner;
import io.novakms.crypto.CryptoProviders;
import io.novakms.crypto.Eip191;
import io.novakms.crypto.KeyDerivation;
import io.novakms.crypto.StrictJson;
import io.novakms.model.AppId;
import io.novakms.secret.TestSecrets;
import io.novakms.tee.Envelope;
import io.novakms.tee.Envelopes;
import io.novakms.tee.KeystoreTee;
import io.novakms.tee.ReplayGuard;
import io.novakms.tee.Tee;
import io.novakms.tee.TeeKeys;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** All that the node itself does for an authenticated derive: what a server adds is not in it. */
@State(Scope.Thread)
public class RequestBenchmark {
  private static final int REQUESTS = 20_000;
  private static final int IDENTITIES = 8;
  private static final Duration HOUR = Duration.ofHours(1);
  private static final AppId APP = AppId.of(49);
  private static final ClientAddress CLIENT = new ClientAddress(InetAddress.getLoopbackAddress());

  private final CryptoProviders crypto = CryptoProviders.available();
  private final KeyDerivation keys = TestSecrets.verified(1).keys();
  private final TeeKeys nodeKeys = TeeKeys.generate(crypto);
  private final List<Request> requests = new ArrayList<>();
  private Envelopes envelopes;
  private NonceStore nonces;
  private CallerAuthentication callers;
  private ResponseSigner signer;
  private int next;

  private record Request(Tee caller, Map<String, String> headers, byte[] body) {}

  /** Makes the requests. */
  @Setup
  public void prepare() {
    List<Tee> callers =
        Stream.generate(() -> (Tee) new KeystoreTee(TeeKeys.generate(crypto), crypto))
            .limit(IDENTITIES)
            .toList();
    Tee node = newNode();
    for (int i = 0; i < REQUESTS; i++) {
      requests.add(request(callers.get(i % IDENTITIES), node, nonces.issue(CLIENT), i));
    }
    newNode();
    requests.forEach(request -> nonces.issue(CLIENT));
  }

  /** From the headers and the bytes of a request to those of its answer. */
  @Benchmark
  public List<String> derive() throws IOException {
    if (next == REQUESTS) {
      next = 0;
      newNode();
      requests.forEach(request -> nonces.issue(CLIENT));
    }
    Request request = requests.get(next++);
    Proof proof = callers.authenticate(CallerKind.APP, request.headers()::get);
    Envelopes.Opened opened =
        envelopes.open(
            request.caller().publicKey(),
            StrictJson.object(new ByteArrayInputStream(request.body())));
    JsonNode asked = opened.body();
    byte[] key = keys.derive(APP, asked.path("path").asText(), "", asked.path("length").asInt());
    ObjectNode answer =
        JsonNodeFactory.instance
            .objectNode()
            .put("app_id", APP.value())
            .put("path", asked.path("path").asText())
            .put("key", Base64.getEncoder().encodeToString(key))
            .put("length", key.length);
    return List.of(
        envelopes.seal(request.caller().publicKey(), answer, opened.field()).toString(),
        signer.sign(proof),
        nonces.issueNext(proof));
  }

  private Tee newNode() {
    Tee tee = new KeystoreTee(nodeKeys, crypto);
    envelopes = new Envelopes(tee, new ReplayGuard(crypto, ReplayGuard.DEFAULT_CAPACITY));
    nonces = RepeatingNonces.store(REQUESTS);
    callers =
        new CallerAuthentication(
            new ProofOfPossession(tee::wallet, new Eip191(crypto), nonces, Clock.systemUTC(), HOUR),
            false);
    signer = new ResponseSigner(tee);
    return tee;
  }

  private Request request(Tee caller, Tee node, String nonce, int number) {
    String timestamp = Long.toString(Clock.systemUTC().instant().getEpochSecond());
    String message = ProofOfPossession.message(CallerKind.APP, nonce, node.wallet(), timestamp);
    ObjectNode body =
        JsonNodeFactory.instance
            .objectNode()
            .put("path", "wallet/" + number)
            .put("context", "")
            .put("length", 32);
    ObjectNode envelope =
        new Envelopes(caller, new ReplayGuard(crypto, 1))
            .seal(node.publicKey(), body, Envelope.FIELD);
    return new Request(
        caller,
        Map.of(
            CallerKind.APP.signatureHeader(),
            caller.sign(message),
            CallerKind.APP.nonceHeader(),
            nonce,
            CallerKind.APP.timestampHeader(),
            timestamp,
            CallerKind.APP.walletHeader(),
            caller.wallet().address()),
        envelope.toString().getBytes(StandardCharsets.UTF_8));
  }
}
