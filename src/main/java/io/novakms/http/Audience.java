package io.novakms.http;

import io.novakms.auth.CallerKind;
import io.novakms.model.KmsException;
import io.novakms.model.KmsException.Kind;
import io.novakms.model.TeePublicKey;
import io.novakms.model.Wallet;
import io.novakms.peer.Peer;
import io.novakms.peer.PeerCache;
import java.util.function.Function;

/**
 * Whom a route is for.
 *
 * @param kind how such a caller proves its wallet
 * @param registered who that wallet is in the registry; throws a {@link KmsException} of kind
 *     FORBIDDEN where it is nobody that this route is for
 * @param key the key that the registry has for the caller's envelopes
 * @param <C> what is known of an admitted caller
 */
record Audience<C>(CallerKind kind, Function<Wallet, C> registered, Function<C, TeePublicKey> key) {

  /** The other nodes of the cluster. */
  static Audience<Peer> peers(PeerCache peers) {
    return new Audience<>(
        CallerKind.PEER,
        wallet ->
            peers
                .byWallet(wallet)
                .orElseThrow(
                    () ->
                        new KmsException(
                            Kind.FORBIDDEN,
                            "the registry does not vouch for "
                                + wallet
                                + " as a node of this KMS")),
        Peer::publicKey);
  }
}
