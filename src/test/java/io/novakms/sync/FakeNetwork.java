package io.novakms.sync;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.novakms.crypto.StrictJson;
import io.novakms.crypto.SyncMac;
import io.novakms.model.KmsException;
import io.novakms.model.Wallet;
import io.novakms.peer.Peer;
import io.novakms.peer.PeerException;
import io.novakms.peer.PeerException.Fault;
import io.novakms.peer.PeerFaults;
import io.novakms.peer.PeerStatus;
import io.novakms.peer.PeerTransport;
import io.novakms.tee.TeeException;
import io.novakms.testing.ScriptedPeers;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A network in memory between replicas, with the faults of a real one. Bodies travel as text, and
 * are held against the limit of a payload as an envelope would be.
 */
public final class FakeNetwork {
  /** What happens to a request. */
  public enum Weather {
    FINE,
    /** It does not arrive. */
    DROP,
    /** It arrives and is answered, and the answer is lost. */
    LOSE_ANSWER,
    /** It arrives twice, the second time late; the answer is that of the first. */
    DUPLICATE,
    /** It is on its way until {@link #deliverDelayed}, which brings its answer then. */
    DELAY,
    /** It is answered by nothing, ever. */
    HANG,
    /** It arrives, and the answer is garbled. */
    CORRUPT,
    /** 503. */
    CLOSED,
    /** 403. */
    FORBID,
    /** 400. */
    BAD_REQUEST,
    /** It does not leave, as the sender's TEE does not seal it. */
    TEE_DOWN,
    /** 413 for more than one record. */
    ONE_AT_A_TIME
  }

  /** A request as it was sent. */
  public record Sent(Wallet from, Wallet to, ObjectNode body) {
    /** How many records it has. */
    public int records() {
      int[] count = {0};
      body.path("data").forEach(app -> count[0] += app.size());
      return count[0];
    }

    public String type() {
      return body.path("type").textValue();
    }
  }

  private record Way(Wallet from, Wallet to) {}

  /** A node on this network, of this kind or another. */
  public interface Host {
    Wallet wallet();

    /** Whether its process runs. */
    boolean isUp();

    PeerStatus status();

    long maxPayloadBytes();

    /** Answers a request as its HTTP entry would. */
    ObjectNode answer(Wallet from, ObjectNode inner, SyncMac mac);
  }

  private final Map<Wallet, Host> hosts = new HashMap<>();
  private final Map<Way, Weather> weather = new ConcurrentHashMap<>();
  private final List<Runnable> delayed = new ArrayList<>();

  /** Every request that left a replica. */
  public final List<Sent> sent = Collections.synchronizedList(new ArrayList<>());

  /** Every call that never ends by itself. */
  public final List<CompletableFuture<JsonNode>> hanging =
      Collections.synchronizedList(new ArrayList<>());

  public void add(Host host) {
    hosts.put(host.wallet(), host);
  }

  /** Sets the weather on the way of requests from one replica to another. */
  public void set(Host from, Host to, Weather now) {
    weather.put(new Way(from.wallet(), to.wallet()), now);
  }

  /** Sets the weather of all requests to a replica. */
  public void setTo(Host to, Weather now) {
    hosts.values().forEach(from -> set(from, to, now));
  }

  public void allFine() {
    weather.clear();
  }

  /** Lets what was delayed arrive now, in the order of {@code random}. */
  public void deliverDelayed(java.util.Random random) {
    List<Runnable> now = new ArrayList<>(delayed);
    delayed.clear();
    Collections.shuffle(now, random);
    now.forEach(Runnable::run);
  }

  /** How {@code from} sends. */
  public PeerTransport from(Wallet from) {
    return new ScriptedPeers(
        peer -> status(from, peer),
        (peer, body, mac, time) -> send(from, peer.wallet(), body, mac.orElseThrow()));
  }

  /** How {@code from} asks for a status. */
  public CompletableFuture<PeerStatus> status(Wallet from, Peer peer) {
    return switch (weather(from, peer.wallet())) {
      case DROP -> CompletableFuture.failedFuture(PeerFaults.of(Fault.UNREACHABLE));
      case HANG -> new CompletableFuture<>();
      default -> {
        Host to = hosts.get(peer.wallet());
        yield to.isUp()
            ? CompletableFuture.completedFuture(to.status())
            : CompletableFuture.failedFuture(PeerFaults.of(Fault.UNREACHABLE));
      }
    };
  }

  private CompletableFuture<JsonNode> send(Wallet from, Wallet to, ObjectNode body, SyncMac mac) {
    sent.add(new Sent(from, to, body));
    CompletableFuture<JsonNode> answer = new CompletableFuture<>();
    switch (weather(from, to)) {
      case FINE -> arrive(from, to, body, mac, answer);
      case DROP -> answer.completeExceptionally(PeerFaults.of(Fault.UNREACHABLE));
      case LOSE_ANSWER -> {
        arrive(from, to, body, mac, new CompletableFuture<>());
        answer.completeExceptionally(PeerFaults.of(Fault.TIMED_OUT));
      }
      case DUPLICATE -> {
        arrive(from, to, body, mac, answer);
        delayed.add(() -> arrive(from, to, body, mac, new CompletableFuture<>()));
      }
      case DELAY -> delayed.add(() -> arrive(from, to, body, mac, answer));
      case HANG -> hanging.add(answer);
      case CORRUPT -> {
        arrive(from, to, body, mac, new CompletableFuture<>());
        answer.complete(JsonNodeFactory.instance.objectNode().put("status", "maybe"));
      }
      case CLOSED -> answer.completeExceptionally(PeerFaults.refused(503));
      case FORBID -> answer.completeExceptionally(PeerFaults.refused(403));
      case TEE_DOWN -> answer.completeExceptionally(new TeeException("the TEE is down", null));
      case BAD_REQUEST -> answer.completeExceptionally(PeerFaults.refused(400));
      case ONE_AT_A_TIME -> {
        if (new Sent(from, to, body).records() > 1) {
          answer.completeExceptionally(PeerFaults.refused(413));
        } else {
          arrive(from, to, body, mac, answer);
        }
      }
      default -> throw new IllegalStateException();
    }
    return answer;
  }

  private void arrive(
      Wallet from, Wallet to, ObjectNode body, SyncMac mac, CompletableFuture<JsonNode> answer) {
    Host receiver = hosts.get(to);
    try {
      if (!receiver.isUp()) {
        throw PeerFaults.of(Fault.UNREACHABLE);
      }
      String text = body.toString();
      if (envelopeBytes(text) > receiver.maxPayloadBytes()) {
        throw PeerFaults.refused(413);
      }
      String inner = receiver.answer(from, StrictJson.object(text), mac).toString();
      if (envelopeBytes(inner) > hosts.get(from).maxPayloadBytes()) {
        throw PeerFaults.of(Fault.TOO_LARGE);
      }
      answer.complete(StrictJson.object(inner));
    } catch (PeerException e) {
      answer.completeExceptionally(e);
    } catch (KmsException e) {
      answer.completeExceptionally(PeerFaults.refused(httpStatus(e.kind())));
    }
  }

  /** What {@code text} takes as the hex of an envelope around it. */
  public static long envelopeBytes(String text) {
    int spkiHex = 240;
    int nonceAndTagHex = 24 + 32;
    String names = "{\"sender_tee_pubkey\":\"\",\"nonce\":\"\",\"encrypted_data\":\"\"}";
    int utf8 = text.getBytes(java.nio.charset.StandardCharsets.UTF_8).length;
    return 2L * utf8 + spkiHex + nonceAndTagHex + names.length();
  }

  private static int httpStatus(KmsException.Kind kind) {
    return switch (kind) {
      case BAD_REQUEST -> 400;
      case FORBIDDEN, UNAUTHORIZED -> 403;
      case TOO_LARGE -> 413;
      case UNAVAILABLE -> 503;
      default -> 500;
    };
  }

  private Weather weather(Wallet from, Wallet to) {
    return weather.getOrDefault(new Way(from, to), Weather.FINE);
  }
}
