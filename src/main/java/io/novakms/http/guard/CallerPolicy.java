package io.novakms.http.guard;

import io.novakms.auth.CallerKind;
import io.novakms.auth.ClientAddressResolver;
import io.novakms.auth.RateLimiter;
import io.novakms.model.AppId;
import io.novakms.model.KmsException;
import io.novakms.model.KmsException.Kind;
import io.novakms.model.TeePublicKey;
import io.novakms.model.Wallet;
import io.novakms.node.Gate;
import io.novakms.node.GatePermit;
import io.novakms.peer.Peer;
import io.novakms.peer.PeerCache;
import io.novakms.peer.PeerSet;
import io.novakms.registry.AppAuthorizer;
import io.novakms.registry.AppCaller;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Whom a route is for.
 *
 * @param kind how such a caller proves its wallet
 * @param pass lets one in; throws a {@link KmsException} of kind UNAVAILABLE where the gate is
 *     closed to such callers
 * @param limit counts a request before anything costly is done for it; throws a {@link
 *     KmsException} of kind RATE_LIMITED where it is one too many
 * @param registered who that wallet is in the registry; throws a {@link KmsException} of kind
 *     UNAUTHORIZED where the registry does not know it, and of kind FORBIDDEN where it does and the
 *     route is not for it
 * @param key the key that the registry has for the caller's envelopes
 * @param place a place for the caller's body; throws a {@link KmsException} of kind UNAVAILABLE
 *     where there is none now
 * @param app the app that the caller is an instance of, where it is one
 * @param <C> what is known of an admitted caller
 */
public record CallerPolicy<C>(
    CallerKind kind,
    Function<Gate, GatePermit> pass,
    Consumer<InboundRequest> limit,
    Function<Wallet, C> registered,
    Function<C, TeePublicKey> key,
    Function<C, MemoryReservation> place,
    Function<C, Optional<AppId>> app) {

  /**
   * The instances of apps, as far as {@code apps} knows that they may call. Their clients are told
   * apart by {@code clients}, and each may call as often as {@code limit} says.
   */
  static CallerPolicy<AppCaller> apps(
      AppAuthorizer apps, RateLimiter limit, ClientAddressResolver clients) {
    return new CallerPolicy<>(
        CallerKind.APP,
        Gate::enter,
        request -> limit.check(request.client(clients)),
        apps::authorize,
        AppCaller::key,
        caller -> MemoryReservation.UNCOUNTED,
        caller -> Optional.of(caller.appId()));
  }

  /** The other nodes of the cluster, which may call at any rate; their bodies share a budget. */
  public static CallerPolicy<Peer> peers(PeerCache peers, MemoryBudget bodies) {
    return new CallerPolicy<>(
        CallerKind.PEER,
        Gate::enterAsPeer,
        request -> {},
        wallet -> peers.byWallet(wallet).orElseThrow(() -> noMember(wallet, peers.current())),
        Peer::publicKey,
        peer -> bodies.enter(peer.wallet()),
        peer -> Optional.empty());
  }

  private static KmsException noMember(Wallet wallet, PeerSet members) {
    boolean known = members.rejected().containsKey(wallet);
    return new KmsException(
        known ? Kind.FORBIDDEN : Kind.UNAUTHORIZED,
        "the registry does not vouch for " + wallet + " as a node of this KMS");
  }
}
