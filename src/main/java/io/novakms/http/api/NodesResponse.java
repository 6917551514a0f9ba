package io.novakms.http.api;

import io.novakms.model.WireFormat;
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
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** {@code GET /nodes} (protocol, section 6). */
@Schema(description = "`GET /nodes` (protocol, section 6).")
public record NodesResponse(
    @Schema(description = "The members of the cluster") List<Operator> operators,
    @Schema(description = "How many they are", minimum = "0") int count) {
  static NodesResponse of(NodeSnapshot now) {
    List<Operator> operators = new ArrayList<>();
    now.members().self().ifPresent(self -> operators.add(Operator.of(self, Optional.empty())));
    for (PeerSnapshot peer : now.cluster().peers()) {
      operators.add(Operator.of(peer.peer().member(), peer.probe()));
    }
    return new NodesResponse(operators, operators.size());
  }

  /** One member. */
  @Schema(name = "NodesResponse.Operator", description = "One member.")
  public record Operator(
      @Schema(description = "Its wallet", pattern = WireFormat.WALLET) String operator,
      @Schema(description = "What the registry says of it") InstanceView instance,
      @Schema(description = "How it was last reached") Connection connection) {
    static Operator of(Member member, Optional<Probe> probe) {
      Instance instance = member.instance();
      return new Operator(
          instance.wallet().address(), InstanceView.of(instance), Connection.of(member, probe));
    }
  }

  /** An instance as the registry has it. */
  @Schema(name = "NodesResponse.InstanceView", description = "An instance as the registry has it.")
  public record InstanceView(
      @Schema(description = "Its number", minimum = "0") BigInteger instanceId,
      @Schema(description = "The app that it runs", minimum = "0") BigInteger appId,
      @Schema(description = "The version that it runs", minimum = "0") BigInteger versionId,
      @Schema(description = "Who registered it", pattern = WireFormat.WALLET) String operator,
      @Schema(description = "Where it listens") String instanceUrl,
      @Schema(description = "Its wallet", pattern = WireFormat.WALLET) String teeWallet,
      @Schema(description = "Whether its attestation was verified") boolean zkVerified,
      @Schema(description = "Its status") StatusView instanceStatus,
      @Schema(description = "Unix seconds") long registeredAt) {
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

  /** A status as number and word. */
  @Schema(name = "NodesResponse.StatusView", description = "A status as number and word.")
  public record StatusView(
      @Schema(description = "The contract's number", minimum = "0", maximum = "2") int value,
      @Schema(description = "The contract's name") String name) {
    static StatusView of(InstanceStatus status) {
      return new StatusView(status.ordinal(), status.name());
    }
  }

  /**
   * What is known of a member, and how it was last reached. The fields of its status are null where
   * it was not probed yet, as this node itself never is.
   */
  @Schema(
      name = "NodesResponse.Connection",
      description =
          "What is known of a member, and how it was last reached. The fields of its "
              + "status are null where it was not probed yet, as this node itself never is.")
  public record Connection(
      @Schema(description = "True: all that are listed are members, this node included")
          boolean inPeerCache,
      @Schema(
              description =
                  "Its status in the registry, as this node last read it: `ACTIVE` or "
                      + "`NON_ACTIVE`",
              pattern = "^(NON_)?ACTIVE$")
          String cachedStatus,
      @Schema(description = "Whether any HTTP answer came", nullable = true)
          Boolean statusEndpointReachable,
      @Schema(description = "The status of that answer", nullable = true)
          Integer statusEndpointHttpCode,
      @Schema(description = "How long it took", minimum = "0", nullable = true) Long statusProbeMs,
      @Schema(description = "When it ended, in Unix milliseconds", minimum = "0", nullable = true)
          Long statusCheckedAtMs) {
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
