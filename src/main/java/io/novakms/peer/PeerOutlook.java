package io.novakms.peer;

import com.fasterxml.jackson.databind.JsonNode;
import io.novakms.model.Wallet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * The informational part of a peer's {@code GET /status}, for operators. The only decision that
 * depends on it is whether to send a peer everything again.
 *
 * @param reason {@code node.reason}: why its gate is closed
 * @param version {@code node.version}: of its build
 * @param block {@code chain.block}: the height that it last read
 * @param seen {@code cluster.peers_seen}: the members whose status it received lately; empty where
 *     it is not given
 * @param keys {@code data_store.total_keys}: how many values it holds
 */
public record PeerOutlook(
    Optional<String> reason,
    Optional<String> version,
    OptionalLong block,
    Optional<Set<Wallet>> seen,
    OptionalLong keys) {
  /** The longest list of members that is written and read; a longer one is left out. */
  public static final int MAX_SEEN = 256;

  /** Nothing is known. */
  public static final PeerOutlook NONE =
      new PeerOutlook(
          Optional.empty(),
          Optional.empty(),
          OptionalLong.empty(),
          Optional.empty(),
          OptionalLong.empty());

  /** Takes a copy that can't change. */
  public PeerOutlook {
    seen = seen.map(Set::copyOf);
  }

  /** Reads the fields that have a known form, and ignores the others. */
  static PeerOutlook of(JsonNode status) {
    JsonNode node = status.path("node");
    JsonNode seen = status.path("cluster").path("peers_seen");
    return new PeerOutlook(
        PeerStatus.word(node.path("reason")),
        PeerStatus.word(node.path("version")),
        number(status.path("chain").path("block")),
        seen.isArray() ? Optional.of(wallets(seen)) : Optional.empty(),
        number(status.path("data_store").path("total_keys")));
  }

  private static OptionalLong number(JsonNode json) {
    return json.canConvertToLong() && json.isIntegralNumber() && json.longValue() >= 0
        ? OptionalLong.of(json.longValue())
        : OptionalLong.empty();
  }

  private static Set<Wallet> wallets(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false)
        .limit(MAX_SEEN)
        .flatMap(entry -> PeerStatus.wallet(entry.asText()).stream())
        .collect(Collectors.toUnmodifiableSet());
  }
}
