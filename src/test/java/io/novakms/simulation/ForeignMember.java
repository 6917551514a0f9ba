package io.novakms.simulation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.novakms.auth.Binding;
import io.novakms.auth.CallerKind;
import io.novakms.auth.ProofOfPossession;
import io.novakms.crypto.CryptoProviders;
import io.novakms.crypto.Eip191;
import io.novakms.crypto.RepeatableCrypto;
import io.novakms.crypto.StrictJson;
import io.novakms.http.message.Errors;
import io.novakms.http.message.Json;
import io.novakms.model.KmsException;
import io.novakms.model.TeePublicKey;
import io.novakms.model.Wallet;
import io.novakms.peer.Peer;
import io.novakms.peer.PeerClient;
import io.novakms.peer.PeerClocks;
import io.novakms.peer.PeerHttp;
import io.novakms.peer.PeerProof;
import io.novakms.secret.VerifiedSecret;
import io.novakms.tee.Envelope;
import io.novakms.tee.Envelopes;
import io.novakms.tee.ReplayGuard;
import io.novakms.tee.TeeKeys;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * A member of the cluster that is no node of this kind: it proves itself as each member has to, and
 * what it says is up to its {@link Conduct}. It listens once it has the cluster's secret.
 */
final class ForeignMember implements Network.Host {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final int MOST_BYTES = 1 << 22;
  private static final int NONCE_BYTES = 16;

  private final String name;
  private final Cluster cluster;
  private final Process process;
  private final MachineClock clock;
  private final CryptoProviders crypto;
  private final SimulatedTee tee;
  private final Envelopes envelopes;
  private final PeerClient client;
  private Conduct conduct;
  private VerifiedSecret secret;

  /** What a member of another kind says and does. */
  interface Conduct {
    /** The answer to {@code GET /status}. */
    ObjectNode status();

    /**
     * The answer to {@code request} of {@code from}.
     *
     * @throws KmsException where it refuses
     */
    ObjectNode answer(Wallet from, ObjectNode request);

    /** Whether it holds {@code write}, or says so. */
    boolean holds(History.Key key, Write write);
  }

  /** A member that does not listen yet. */
  ForeignMember(int number, Cluster cluster, Timeline timeline, Network network, Chance chance) {
    this.name = "node-" + number;
    this.cluster = cluster;
    this.process = new Process(name, timeline, chance.of("threads"), 1);
    this.clock = new MachineClock(timeline, chance.next() >> 4);
    this.crypto = RepeatableCrypto.of(chance.secure());
    this.tee = new SimulatedTee(TeeKeys.generate(crypto), crypto);
    this.envelopes = new Envelopes(tee, new ReplayGuard(crypto, 1 << 12));
    this.client =
        new PeerClient(
            network.open(name, process),
            new PeerProof(tee, new Eip191(crypto), clock),
            envelopes,
            new PeerClient.Limits(PATIENCE, MOST_BYTES, Duration.ofSeconds(60)),
            process,
            clock,
            new PeerClocks(clock, clock));
    network.add(name, this);
  }

  String url() {
    return "http://" + name + ":8080";
  }

  SimulatedTee tee() {
    return tee;
  }

  /** Cryptography whose randomness follows from the seed. */
  CryptoProviders crypto() {
    return crypto;
  }

  Process process() {
    return process;
  }

  MachineClock clock() {
    return clock;
  }

  Cluster cluster() {
    return cluster;
  }

  boolean isListening() {
    return conduct != null;
  }

  /** Listens from now on. */
  void begin(VerifiedSecret known, Conduct how) {
    secret = known;
    conduct = how;
  }

  /** Whether it holds {@code write}, or says so. */
  boolean holds(History.Key key, Write write) {
    return conduct != null && conduct.holds(key, write);
  }

  /** Sends {@code body} to {@code machine}; returns whether that was answered with 200. */
  boolean send(Machine machine, ObjectNode body) {
    Peer peer =
        new Peer(
            machine.wallet(),
            machine.keys().envelopeKeys().publicKey(),
            URI.create(machine.url()),
            null);
    try {
      process.await(
          client.sync(peer, body, Optional.of(secret.syncMac()), PATIENCE),
          PATIENCE.plusSeconds(1));
      return true;
    } catch (TimeoutException | ExecutionException e) {
      return false;
    } catch (InterruptedException e) {
      throw new IllegalStateException("nothing interrupts it", e);
    }
  }

  @Override
  public Optional<Process> listening() {
    return Optional.of(process).filter(running -> isListening());
  }

  @Override
  public void answer(String from, PeerHttp.Request request, Consumer<PeerHttp.Answer> answer) {
    String path = request.url().getPath();
    if (path.equals("/status")) {
      answer.accept(answered(200, conduct.status(), Map.of()));
    } else if (path.equals("/nonce")) {
      ObjectNode nonce = JsonNodeFactory.instance.objectNode();
      answer.accept(answered(200, nonce.put("nonce", tee.random(NONCE_BYTES)), Map.of()));
    } else {
      machineOf(request).ifPresent(machine -> answer.accept(answered(machine, request)));
    }
  }

  private Optional<Machine> machineOf(PeerHttp.Request request) {
    String wallet = request.headers().get(CallerKind.PEER.walletHeader());
    return cluster.machines().stream()
        .filter(machine -> machine.wallet().address().equals(wallet))
        .findFirst();
  }

  private PeerHttp.Answer answered(Machine from, PeerHttp.Request request) {
    String signature = request.headers().get(CallerKind.PEER.signatureHeader());
    String message = ProofOfPossession.responseMessage(signature, tee.wallet());
    Map<String, String> proof = Map.of(CallerKind.PEER.responseHeader(), tee.sign(message));
    try {
      TeePublicKey key = from.keys().envelopeKeys().publicKey();
      String body = new String(request.body().orElseThrow(), StandardCharsets.UTF_8);
      JsonNode envelope = StrictJson.object(body);
      ObjectNode opened = (ObjectNode) envelopes.open(key, envelope).body();
      ObjectNode plain = conduct.answer(from.wallet(), opened);
      if (opened.has(Binding.FIELD)) {
        Binding binding = Binding.of("POST", "/sync", signature);
        plain.set(Binding.FIELD, binding.ofAnswer(200, clock.millis()));
      }
      return answered(200, envelopes.seal(key, plain, Envelope.field(envelope)), proof);
    } catch (KmsException e) {
      ObjectNode refusal = JsonNodeFactory.instance.objectNode().put("code", e.code());
      return answered(Errors.status(e.kind()), refusal.put("message", "refused"), proof);
    }
  }

  private static PeerHttp.Answer answered(int status, JsonNode body, Map<String, String> more) {
    Map<String, List<String>> headers = new TreeMap<>();
    more.forEach((header, value) -> headers.put(header.toLowerCase(Locale.ROOT), List.of(value)));
    return new PeerHttp.Answer(new PeerHttp.Head(status, headers), Json.bytes(body));
  }
}
