package io.novakms.peer;

import com.fasterxml.jackson.databind.JsonNode;
import io.novakms.model.Reason;
import io.novakms.model.Wallet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * A peer's answer to {@code GET /status} (protocol, section 6). It is not signed: a hint for the
 * next request, never a proof.
 *
 * @param wallet {@code node.tee_wallet}: the wallet that it claims
 * @param serviceAvailable {@code node.service_available}: whether it claims that its gate is open
 * @param servesPeers whether it claims to answer other nodes: where its gate is open, or only its
 *     operator closed it ({@code node.reason} is {@code drained})
 * @param secret {@code node.master_secret.state}
 * @param hasSecret whether it claims to hold a master secret: {@code
 *     node.master_secret_initialized}, or a state that means it
 * @param bootEpoch {@code node.boot_epoch}: changes with each start of the peer; empty where it is
 *     not given
 * @param protocol {@code node.protocol}: the optional request types that it supports
 * @param outlook the rest, for operators
 */
public record PeerStatus(
    Optional<Wallet> wallet,
    boolean serviceAvailable,
    boolean servesPeers,
    SecretState secret,
    boolean hasSecret,
    Optional<String> bootEpoch,
    List<String> protocol,
    PeerOutlook outlook) {
  private static final int MAX_PROTOCOL_NAMES = 64;
  private static final Pattern WORD = Pattern.compile("[A-Za-z0-9_.:/-]{1,64}");

  /** The states of a master secret that the protocol names. */
  public enum SecretState {
    /** None yet. */
    UNINITIALIZED,
    /** Made by the peer itself. */
    GENERATED,
    /** Given to it by its operator. */
    SEEDED,
    /** Fetched from another node. */
    SYNCED,
    /** Put together again from the shares of custodians. */
    RECOVERED,
    /** Not given, or a word of another version. */
    UNKNOWN
  }

  /** Takes a copy that can't change. */
  public PeerStatus {
    protocol = List.copyOf(protocol);
  }

  /**
   * Reads the fields that it needs, and ignores those in an unknown form, so that nodes of other
   * versions are understood as far as possible.
   *
   * @throws IllegalArgumentException where there is no {@code node} object
   */
  public static PeerStatus of(JsonNode json) {
    JsonNode node = json.path("node");
    if (!node.isObject()) {
      throw new IllegalArgumentException("a status has an object 'node'");
    }
    SecretState secret = state(node.path("master_secret").path("state").asText());
    boolean initialized = node.path("master_secret_initialized").asBoolean(false);
    boolean holds = secret != SecretState.UNINITIALIZED && secret != SecretState.UNKNOWN;
    boolean available = node.path("service_available").asBoolean(false);
    return new PeerStatus(
        wallet(node.path("tee_wallet").asText()),
        available,
        available || Reason.DRAINED.code().equals(node.path("reason").asText()),
        secret,
        initialized || holds,
        word(node.path("boot_epoch")),
        words(StreamSupport.stream(node.path("protocol").spliterator(), false))
            .limit(MAX_PROTOCOL_NAMES)
            .toList(),
        PeerOutlook.of(json));
  }

  private static SecretState state(String text) {
    return Stream.of(SecretState.values())
        .filter(state -> state.name().toLowerCase(Locale.ROOT).equals(text))
        .findFirst()
        .orElse(SecretState.UNKNOWN);
  }

  static Optional<Wallet> wallet(String text) {
    try {
      return Optional.of(Wallet.parse(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  static Optional<String> word(JsonNode node) {
    return words(Stream.of(node)).findFirst();
  }

  /** Short words and numbers of a plain alphabet: untrusted input that is copied into answers. */
  private static Stream<String> words(Stream<JsonNode> nodes) {
    return nodes
        .filter(node -> node.isTextual() || node.isIntegralNumber())
        .map(JsonNode::asText)
        .filter(text -> WORD.matcher(text).matches());
  }
}
