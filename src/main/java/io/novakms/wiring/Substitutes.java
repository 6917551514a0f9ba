package io.novakms.wiring;

import io.novakms.node.Heartbeat;
import io.novakms.peer.PeerTransport;
import io.novakms.registry.AppDirectory;
import io.novakms.registry.RegisteredApps;
import io.novakms.sync.SyncHandler;
import java.util.Map;

/**
 * Puts other parts in the place of a node's own, so that a test of one entry can say what the chain
 * and the peers answer, and what a tick does, without a second graph. Each method is given the real
 * part.
 */
public interface Substitutes {
  /** Leaves every part as it is. */
  Substitutes NONE = new Substitutes() {};

  /** What knows which apps may call. */
  default AppDirectory apps(AppDirectory real) {
    return real;
  }

  /** What knows which apps there are. */
  default RegisteredApps.Register register(RegisteredApps.Register real) {
    return real;
  }

  /** What asks peers. */
  default PeerTransport peers(PeerTransport real) {
    return real;
  }

  /** What is done at each tick. */
  default Heartbeat.Work ticks(Heartbeat.Work real) {
    return real;
  }

  /** What answers peers, by the type of the request. */
  default Map<String, SyncHandler> handlers(Map<String, SyncHandler> real) {
    return real;
  }
}
