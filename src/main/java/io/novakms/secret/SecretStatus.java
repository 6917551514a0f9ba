package io.novakms.secret;

import io.novakms.model.Wallet;
import io.novakms.peer.Peer;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;

/**
 * The public facts about this node's master secret (protocol, section 6, {@code /status}).
 *
 * @param origin where it came from
 * @param syncedFrom the peer that gave it, where one did
 * @param syncedFromUrl where that peer listened then
 */
public record SecretStatus(
    Origin origin, Optional<Wallet> syncedFrom, Optional<URI> syncedFromUrl) {
  /** A secret that no peer gave. */
  public SecretStatus(Origin origin) {
    this(origin, Optional.empty(), Optional.empty());
  }

  /** The secret that {@code peer} gave. */
  static SecretStatus syncedFrom(Peer peer) {
    return new SecretStatus(Origin.SYNCED, Optional.of(peer.wallet()), Optional.of(peer.url()));
  }

  /** Where a master secret came from. */
  public enum Origin {
    /** There is none. */
    UNINITIALIZED,
    /** This node's TEE made it. */
    GENERATED,
    /** The operator gave it. */
    SEEDED,
    /** A peer gave it. */
    SYNCED,
    /** Custodians' shares made it, or this node had kept it over a restart. */
    RECOVERED;

    /** The word that the protocol uses. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Whether there is a secret, verified or not. */
  public boolean isInitialized() {
    return origin != Origin.UNINITIALIZED;
  }
}
