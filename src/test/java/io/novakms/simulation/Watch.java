package io.novakms.simulation;

import io.novakms.model.Reason;
import io.novakms.node.GateState;
import io.novakms.peer.PeerSet;
import java.time.Duration;
import java.util.Optional;

/** What has to be true of a running node at every moment. */
final class Watch {
  private final Cluster cluster;

  Watch(Cluster cluster) {
    this.cluster = cluster;
  }

  void look(Machine machine) {
    members(machine);
    GateState state = machine.node().gate().state();
    if (machine.opensFirst()) {
      cluster.openedAgain(machine);
    }
    if (state instanceof GateState.Serving serving) {
      open(machine, serving);
    } else if (state instanceof GateState.Unavailable closed) {
      closed(machine, closed);
    }
    if (!machine.node().heartbeat().alive() && !cluster.disturbances().mayBeStuck(machine)) {
      cluster.broken("progress", machine.name() + " ticks no more");
    }
  }

  private void open(Machine machine, GateState.Serving serving) {
    if (!cluster.hashesShownLately().contains(Optional.of(serving.secret().hash()))) {
      cluster.broken(
          "true-secret", machine.name() + " serves a secret that the chain does not show");
    }
    Duration lease = machine.node().config().tick().lease();
    if (machine.node().gate().leaseLeft(serving).compareTo(lease) > 0) {
      cluster.broken("lease", machine.name() + " has a lease longer than " + lease);
    }
    if (cluster.disturbances().chainSilentFor().compareTo(lease.plusSeconds(30)) > 0) {
      cluster.broken("lease", machine.name() + " is open although the chain says nothing");
    }
  }

  /** A member whose record a provider did not give is unknown, and not gone. */
  private void members(Machine machine) {
    PeerSet peers = machine.node().peers().current();
    if (peers.refreshedAt().isPresent()
        && !cluster.plan().changesMembers()
        && machine.membersInView() != cluster.membersOfChain()) {
      cluster.broken(
          "unknown",
          machine.name() + " knows " + machine.membersInView() + " members: " + peers.rejected());
    }
  }

  /** A closed gate has a reason that is true. */
  private void closed(Machine machine, GateState.Unavailable closed) {
    boolean isTrue =
        switch (closed.reason()) {
          case NOT_REGISTERED -> cluster.disturbances().mayBeUnregistered(machine);
          case CLOCK_SKEW ->
              cluster.plan().rates().containsKey(Faults.Kind.CLOCK_JUMP)
                  || cluster.plan().rates().containsKey(Faults.Kind.CLOCK_DRIFT);
          case TEE_KEY_MISMATCH, TEE_UNREACHABLE, INTERNAL_ERROR -> false;
          case HASH_REFUSED -> cluster.plan().rates().containsKey(Faults.Kind.HASH_RESET);
          case AWAITING_BOOTSTRAP -> cluster.hashesShownLately().contains(Optional.empty());
          case AWAITING_CHAIN ->
              cluster.hashesShownLately().contains(Optional.empty())
                  || closed.detail().startsWith("the hash is on the chain");
          default -> true;
        };
    if (!isTrue) {
      cluster.broken(
          closed.reason() == Reason.INTERNAL_ERROR ? "standing" : "unknown",
          machine.name() + " is closed: " + closed.reason().code() + ": " + closed.detail());
    }
  }
}
