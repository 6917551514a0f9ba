package io.novakms.http.api;

import io.novakms.http.openapi.Shape;
import io.novakms.peer.Probe;
import io.novakms.registry.Instance;
import io.novakms.registry.InstanceStatus;
import io.novakms.registry.Member;
import java.math.BigInteger;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * {@code GET /nodes} (protocol, section 6).
 *
 * @param operators the members of the cluster
 * @param count how many they are
 */
public record NodesResponse(List<Operator> operators, @Shape(least = 0) int count) {
  /** Counts {@code operators}. */
  static NodesResponse of(List<Operator> operators) {
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
    static Operator of(Member member, Connection connection) {
      Instance instance = member.instance();
      return new Operator(instance.wallet().address(), InstanceView.of(instance), connection);
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
   * How a member was last reached. Everything but the first field is null where it was not probed
   * yet, as this node itself never is.
   *
   * @param inPeerCache whether this node would talk to it
   * @param cachedStatus {@code available}, {@code unavailable} or {@code unreachable}
   * @param statusEndpointReachable whether any HTTP answer came
   * @param statusEndpointHttpCode the status of that answer
   * @param statusProbeMs how long it took
   * @param statusCheckedAtMs when it ended, in Unix milliseconds
   */
  public record Connection(
      boolean inPeerCache,
      @Shape(words = Word.class, nullable = true) String cachedStatus,
      @Shape(nullable = true) Boolean statusEndpointReachable,
      @Shape(nullable = true) Integer statusEndpointHttpCode,
      @Shape(least = 0, nullable = true) Long statusProbeMs,
      @Shape(least = 0, nullable = true) Long statusCheckedAtMs) {
    /** What a probe found. */
    enum Word {
      /** It serves. */
      AVAILABLE,
      /** It answers, and does not serve. */
      UNAVAILABLE,
      /** It does not answer. */
      UNREACHABLE;

      private final String word = name().toLowerCase(Locale.ROOT);

      String word() {
        return word;
      }
    }

    /** This node itself. */
    static final Connection SELF = new Connection(false, null, null, null, null, null);

    private static final Connection NOT_PROBED = new Connection(true, null, null, null, null, null);

    static Connection of(Optional<Probe> probe) {
      return probe.map(Connection::of).orElse(NOT_PROBED);
    }

    private static Connection of(Probe probe) {
      return new Connection(
          true,
          word(probe).word(),
          probe.reachable(),
          probe.httpCode().isPresent() ? probe.httpCode().getAsInt() : null,
          probe.took().toMillis(),
          probe.checkedAt().toEpochMilli());
    }

    private static Word word(Probe probe) {
      boolean serves = probe.status().filter(status -> status.serviceAvailable()).isPresent();
      return serves ? Word.AVAILABLE : probe.reachable() ? Word.UNAVAILABLE : Word.UNREACHABLE;
    }
  }
}
