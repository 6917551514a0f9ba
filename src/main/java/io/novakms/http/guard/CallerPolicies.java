package io.novakms.http.guard;

import io.novakms.auth.CallerKind;
import io.novakms.auth.ClientAddressResolver;
import io.novakms.auth.RateLimits;
import io.novakms.config.KmsConfig;
import io.novakms.model.KmsException;
import io.novakms.model.KmsException.Kind;
import io.novakms.model.Wallet;
import io.novakms.node.Gate;
import io.novakms.peer.Peer;
import io.novakms.peer.PeerCache;
import io.novakms.peer.PeerSet;
import io.novakms.registry.AppAuthorizer;
import io.novakms.registry.AppCaller;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.util.Optional;

/** The two kinds of callers that prove themselves, and how each is checked. */
@Dependent
public class CallerPolicies {
  private final CallerPolicy<AppCaller> apps;
  private final CallerPolicy<Peer> peers;

  /**
   * The policies of this node.
   *
   * @param apps knows which instances of apps may call
   * @param peers knows the members of the cluster
   * @param limits how often the client of an app may call
   * @param clients tells clients apart
   * @param memory what requests under way share
   * @param config how long bodies may be
   */
  @Inject
  public CallerPolicies(
      AppAuthorizer apps,
      PeerCache peers,
      RateLimits limits,
      ClientAddressResolver clients,
      MemoryBudget memory,
      KmsConfig config) {
    this.apps =
        new CallerPolicy<>(
            CallerKind.APP,
            Gate::enter,
            request -> limits.requests().check(request.client(clients)),
            apps::authorize,
            AppCaller::key,
            BodyLimit.ofApps(config),
            (caller, request) -> memory.ofApp(caller.appId(), request.client(clients)),
            caller -> Optional.of(caller.appId()));
    this.peers =
        new CallerPolicy<>(
            CallerKind.PEER,
            Gate::enterAsPeer,
            request -> {},
            wallet -> peers.byWallet(wallet).orElseThrow(() -> notAMember(wallet, peers.current())),
            Peer::publicKey,
            BodyLimit.ofPeers(config),
            (peer, request) -> memory.ofPeer(peer.wallet()),
            peer -> Optional.empty());
  }

  /** Instances of apps. The registry says which app a wallet speaks for. */
  CallerPolicy<AppCaller> apps() {
    return apps;
  }

  /** The other nodes of the cluster. They may call at any rate. */
  CallerPolicy<Peer> peers() {
    return peers;
  }

  private static KmsException notAMember(Wallet wallet, PeerSet members) {
    boolean known = members.rejected().containsKey(wallet);
    return new KmsException(
        known ? Kind.FORBIDDEN : Kind.UNAUTHORIZED,
        "the registry does not vouch for " + wallet + " as a node of this KMS");
  }
}
