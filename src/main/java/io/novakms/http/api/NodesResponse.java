package io.novakms.http.api;

import io.novakms.http.openapi.Shape;
import io.novakms.node.NodeSnapshot;
import io.novakms.node.PeerSnapshot;
import io.novakms.peer.Probe;
import io.novakms.registry.Instance;
import io.novakms.registry.InstanceStatus;
import io.novakms.registry.Member;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * {@code GET /nodes} (protocol, section 6).
 *
 * @param operators the members of the cluster
 * @param count how many they are
 */
public record NodesResponse(List<Operator> operators, @Shape(least = 0) int count) {
  static NodesResponse of(NodeSnapshot now) {
    List<Operator> operators = new ArrayList<>();
    now.members().self().ifPresent(self -> operators.add(Operator.of(self, Optional.empty())));
    for (PeerSnapshot peer : now.cluster().peers()) {
      operators.add(Operator.of(peer.peer().member(), peer.probe()));
    }
    return new NodesResponse(operators, operators.size());
  }

  /**
   * One member.
   *
   * @param operator its wallet
   * @param instance what the registry says of it
   * @param connection how it was last reached
   */
  public record Operator(
      @Shape(pattern = Shape.WALLET) String operator,
      InstanceView instance,
      Connection connection) {
    static Operator of(Member member, Optional<Probe> probe) {
      Instance instance = member.instance();
      return new Operator(
          instance.wallet().address(), InstanceView.of(instance), Connection.of(member, probe));
    }
  }

  /**
   * An instance as the registry has it.
   *
   * @param instanceId its number
   * @param appId the app that it runs
   * @param versionId the version that it runs
   * @param operator who registered it
   * @param instanceUrl where it listens
   * @param teeWallet its wallet
   * @param zkVerified whether its attestation was verified
   * @param instanceStatus its status
   * @param registeredAt Unix seconds
   */
  public record InstanceView(
      BigInteger instanceId,
      BigInteger appId,
      BigInteger versionId,
      @Shape(pattern = Shape.WALLET) String operator,
      String instanceUrl,
      @Shape(pattern = Shape.WALLET) String teeWallet,
      boolean zkVerified,
      StatusView instanceStatus,
      long registeredAt) {
    static InstanceView of(Instance instance) {
      return new InstanceView(
          instance.id(),
          instance.appId().value(),
          instance.versionId(),
          instance.operator().address(),
          instance.url(),
          instance.wallet().address(),
          instance.zkVerified(),
          StatusView.of(instance.status()),
          instance.registeredAt().getEpochSecond());
    }
  }

  /**
   * A status as number and word.
   *
   * @param value the contract's number
   * @param name the contract's name
   */
  public record StatusView(@Shape(least = 0, most = 2) int value, String name) {
    static StatusView of(InstanceStatus status) {
      return new StatusView(status.ordinal(), status.name());
    }
  }

  /**
   * What is known of a member, and how it was last reached. The fields of its status are null where
   * it was not probed yet, as this node itself never is.
   *
   * @param inPeerCache true: all that are listed are members, this node included
   * @param cachedStatus its status in the registry, as this node last read it: {@code ACTIVE} or
   *     {@code NON_ACTIVE}
   * @param statusEndpointReachable whether any HTTP answer came
   * @param statusEndpointHttpCode the status of that answer
   * @param statusProbeMs how long it took
   * @param statusCheckedAtMs when it ended, in Unix milliseconds
   */
  public record Connection(
      boolean inPeerCache,
      @Shape(pattern = "^(NON_)?ACTIVE$") String cachedStatus,
      @Shape(nullable = true) Boolean statusEndpointReachable,
      @Shape(nullable = true) Integer statusEndpointHttpCode,
      @Shape(least = 0, nullable = true) Long statusProbeMs,
      @Shape(least = 0, nullable = true) Long statusCheckedAtMs) {
    static Connection of(Member member, Optional<Probe> probe) {
      boolean active = member.instance().status() == InstanceStatus.ACTIVE;
      return new Connection(
          true,
          active ? "ACTIVE" : "NON_ACTIVE",
          probe.map(Probe::reachable).orElse(null),
          probe
              .filter(p -> p.httpCode().isPresent())
              .map(p -> p.httpCode().getAsInt())
              .orElse(null),
          probe.map(p -> p.took().toMillis()).orElse(null),
          probe.map(p -> p.checkedAt().toEpochMilli()).orElse(null));
    }
  }
}
