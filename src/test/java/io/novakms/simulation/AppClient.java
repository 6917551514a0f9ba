package io.novakms.simulation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.novakms.auth.CallerKind;
import io.novakms.auth.ProofOfPossession;
import io.novakms.crypto.CryptoProviders;
import io.novakms.crypto.Eip191;
import io.novakms.crypto.RepeatableCrypto;
import io.novakms.crypto.StrictJson;
import io.novakms.model.AppId;
import io.novakms.model.KmsException;
import io.novakms.model.TeePublicKey;
import io.novakms.model.Wallet;
import io.novakms.peer.PeerHttp;
import io.novakms.tee.Envelope;
import io.novakms.tee.Envelopes;
import io.novakms.tee.ReplayGuard;
import io.novakms.tee.TeeKeys;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

/** An instance of an app, which speaks the protocol as deployed clients do. */
final class AppClient {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final int MOST_BYTES = 1 << 22;
  private static final int FORBIDDEN = 403;

  /** How many instances an app has. */
  private static final int INSTANCES = 2;

  private final String name;
  private final AppId app;
  private final Process process;
  private final PeerHttp http;
  private final SimulatedTee tee;
  private final Envelopes envelopes;
  private final Eip191 signatures;
  private final Map<String, String> nonces = new HashMap<>();

  /** An instance of {@code app} with keys of its own. */
  AppClient(int number, Timeline timeline, Network network, Chance chance) {
    this.name = "app-" + number;
    this.app = AppId.of(2 + (number - 1) / INSTANCES);
    this.process = new Process(name, timeline, chance.of("threads"), 1);
    this.http = network.open(name, process);
    CryptoProviders crypto = RepeatableCrypto.of(chance.secure());
    this.tee = new SimulatedTee(TeeKeys.generate(crypto), crypto);
    this.envelopes = new Envelopes(tee, new ReplayGuard(crypto, 1 << 12));
    this.signatures = new Eip191(crypto);
  }

  /**
   * What came of a request.
   *
   * @param status the HTTP status; 0 where none came
   * @param body what the answer held, opened; null where it is not for this app alone
   * @param code the code of a refusal
   * @param proven whether the node that was asked signed it for this request
   * @param again whether the same was asked before, and may have been done then
   * @param message the words of a refusal
   */
  record Reply(
      int status, JsonNode body, String code, boolean proven, boolean again, String message) {
    private static final Reply NONE = new Reply(0, null, "no_answer", false, false, "");

    private Reply asAnother() {
      return new Reply(status, body, code, proven, true, message);
    }

    boolean isOk() {
      return status == PeerHttp.Head.OK;
    }
  }

  String name() {
    return name;
  }

  AppId app() {
    return app;
  }

  Process process() {
    return process;
  }

  SimulatedTee tee() {
    return tee;
  }

  /** Sends a request without a body. */
  Reply get(Machine node, String target) {
    return call(node, "GET", target, null);
  }

  /** Sends {@code inner}, sealed. */
  Reply call(Machine node, String method, String target, ObjectNode inner) {
    boolean kept = nonces.containsKey(node.name());
    Reply reply = once(node, method, target, inner);
    return kept && reply.status() == FORBIDDEN
        ? once(node, method, target, inner).asAnother()
        : reply;
  }

  private Reply once(Machine node, String method, String target, ObjectNode inner) {
    Optional<String> nonce =
        Optional.ofNullable(nonces.remove(node.name())).or(() -> freshNonce(node));
    if (nonce.isEmpty()) {
      return Reply.NONE;
    }
    // Another TEE may take the node's place before the answer is here.
    Wallet wallet = node.wallet();
    TeePublicKey key = node.keys().envelopeKeys().publicKey();
    Map<String, String> headers = new HashMap<>(proof(wallet, nonce.get(), node));
    headers.put(SimulatedRequest.METHOD, method);
    Optional<byte[]> body = Optional.empty();
    if (inner != null) {
      headers.put("content-type", "application/json");
      String sealed = envelopes.seal(key, inner, Envelope.FIELD).toString();
      body = Optional.of(sealed.getBytes(StandardCharsets.UTF_8));
    }
    PeerHttp.Request request = new PeerHttp.Request(URI.create(node.url() + target), headers, body);
    String signature = headers.get(CallerKind.APP.signatureHeader());
    return send(request)
        .map(answer -> opened(node.name(), wallet, key, signature, answer))
        .orElse(Reply.NONE);
  }

  private Reply opened(
      String node, Wallet wallet, TeePublicKey key, String signature, PeerHttp.Answer answer) {
    boolean proven =
        answer
            .head()
            .header(CallerKind.APP.responseHeader())
            .filter(by -> isBy(wallet, signature, by))
            .isPresent();
    if (proven) {
      answer.head().header("X-KMS-Next-Nonce").ifPresent(next -> nonces.put(node, next));
    }
    JsonNode body = StrictJson.object(new String(answer.body(), StandardCharsets.UTF_8));
    String code = body.path("code").asText("");
    return answer.status() == PeerHttp.Head.OK
        ? new Reply(answer.status(), envelopes.open(key, body).body(), code, proven, false, "")
        : new Reply(answer.status(), null, code, proven, false, body.path("message").asText(""));
  }

  private boolean isBy(Wallet wallet, String request, String answer) {
    try {
      String message = ProofOfPossession.responseMessage(request, wallet);
      return signatures.recover(message, answer).equals(wallet);
    } catch (KmsException e) {
      return false;
    }
  }

  private Map<String, String> proof(Wallet wallet, String nonce, Machine node) {
    String timestamp =
        Long.toString(
            MachineClock.BEGINNING.plusNanos(node.clock().nanosOfTimeline()).getEpochSecond());
    String message = ProofOfPossession.message(CallerKind.APP, nonce, wallet, timestamp);
    return Map.of(
        CallerKind.APP.signatureHeader(),
        tee.sign(message),
        CallerKind.APP.nonceHeader(),
        nonce,
        CallerKind.APP.timestampHeader(),
        timestamp,
        CallerKind.APP.walletHeader(),
        tee.wallet().address());
  }

  private Optional<String> freshNonce(Machine node) {
    return send(PeerHttp.Request.get(URI.create(node.url() + "/nonce")))
        .filter(answer -> answer.status() == PeerHttp.Head.OK)
        .map(
            answer ->
                StrictJson.object(new String(answer.body(), StandardCharsets.UTF_8))
                    .path("nonce")
                    .asText());
  }

  private Optional<PeerHttp.Answer> send(PeerHttp.Request request) {
    try {
      return Optional.of(
          process.await(http.send(request, PATIENCE, head -> MOST_BYTES), PATIENCE.plusSeconds(1)));
    } catch (TimeoutException | ExecutionException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      throw new IllegalStateException("nothing interrupts an app", e);
    }
  }
}
