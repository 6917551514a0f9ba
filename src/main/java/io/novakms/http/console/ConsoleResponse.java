package io.novakms.http.console;

import io.novakms.http.api.StatusResponse.ChainView;
import io.novakms.http.api.StatusResponse.SecretView;
import io.novakms.http.api.StatusResponse.TickView;
import io.novakms.http.message.DisplayText;
import io.novakms.http.openapi.Shape;
import io.novakms.model.Reason;
import io.novakms.node.Step;
import io.novakms.node.StoreSnapshot;
import io.novakms.node.TickReport;
import io.novakms.node.TickReport.Outcome;
import io.novakms.node.TickReport.StepReport;
import java.math.BigInteger;
import java.util.List;
import java.util.Locale;

/**
 * {@code GET /console/state}: all that the console shows, in one answer. It is the page's own and
 * changes with it; programs use {@code /status} and {@code /nodes}. What is not known is null.
 * Times are ISO 8601 in UTC, by this node's clock.
 *
 * @param now when this was said
 * @param node this node
 * @param gate whether it serves
 * @param masterSecret where its master secret came from
 * @param ticks what the heartbeat did
 * @param chain the chain as last read
 * @param dataStore what is stored
 * @param cluster all nodes, as this one sees them
 */
public record ConsoleResponse(
    @Shape(format = Shape.DATE_TIME) String now,
    NodeView node,
    GateView gate,
    SecretView masterSecret,
    TicksView ticks,
    ChainView chain,
    StoreView dataStore,
    ConsoleCluster cluster) {

  /**
   * This node.
   *
   * @param teeWallet its wallet
   * @param url where it listens
   * @param version of this build
   * @param bootEpoch changes with each start
   * @param isOperator whether the registry vouches for it
   * @param inEnclave whether it is meant to run in a TEE
   */
  public record NodeView(
      @Shape(pattern = Shape.WALLET, nullable = true) String teeWallet,
      @Shape(nullable = true) String url,
      String version,
      @Shape(format = "uuid") String bootEpoch,
      boolean isOperator,
      boolean inEnclave) {}

  /**
   * The gate.
   *
   * @param open whether it is
   * @param reason why it is closed; or, while it is open, why the lease could not be renewed
   * @param detail what exactly was seen then
   * @param since since when it is open, or closed for this reason
   * @param leaseLeftMs when an open gate closes unless a tick renews it
   * @param leaseMs how long a fresh lease lasts
   */
  public record GateView(
      boolean open,
      @Shape(words = Reason.class, nullable = true) String reason,
      @Shape(nullable = true) String detail,
      @Shape(format = Shape.DATE_TIME) String since,
      @Shape(least = 0, nullable = true) Long leaseLeftMs,
      @Shape(least = 0) long leaseMs) {}

  /**
   * The heartbeat.
   *
   * @param intervalMs from the start of one tick to that of the next
   * @param last the latest tick that came to an end
   * @param history the latest ticks that did, oldest first; a number that is missing is of a tick
   *     that hung and was given up
   */
  public record TicksView(
      @Shape(least = 0) long intervalMs,
      @Shape(nullable = true) TickView last,
      List<PastTick> history) {}

  /**
   * A tick in short.
   *
   * @param number counts from 1 with each start
   * @param startedAt when it started
   * @param durationMs how long it took
   * @param step the last step that it began
   * @param outcome of that step: {@code ok}, {@code stopped} or {@code failed}
   * @param detail what was seen, where it was not {@code ok}
   */
  public record PastTick(
      @Shape(least = 1) long number,
      @Shape(format = Shape.DATE_TIME) String startedAt,
      @Shape(least = 0) long durationMs,
      @Shape(words = Step.class, nullable = true) String step,
      @Shape(words = Outcome.class, nullable = true) String outcome,
      @Shape(nullable = true) String detail) {
    static PastTick of(TickReport tick) {
      StepReport end = tick.steps().isEmpty() ? null : tick.steps().get(tick.steps().size() - 1);
      boolean good = end != null && end.outcome() == Outcome.OK;
      return new PastTick(
          tick.number(),
          tick.startedAt().toString(),
          tick.duration().toMillis(),
          end == null ? null : end.step().code(),
          end == null ? null : end.outcome().name().toLowerCase(Locale.ROOT),
          end == null || good ? null : DisplayText.text(end.detail()));
    }
  }

  /**
   * What is stored.
   *
   * @param namespaces apps that have anything here
   * @param keys values; one that expired counts until the next tick
   * @param tombstones deletions that are remembered
   * @param bytes of keys and stored values
   * @param maxAppBytes how many of them one app may have
   * @param changes how many numbers the change feed has given out
   */
  public record StoreView(
      long namespaces, long keys, long tombstones, long bytes, long maxAppBytes, long changes) {
    static StoreView of(StoreSnapshot store, long maxAppBytes) {
      return new StoreView(
          store.namespaces(),
          store.values(),
          store.tombstones(),
          store.bytes(),
          maxAppBytes,
          store.changes());
    }
  }

  /**
   * All nodes.
   *
   * @param kmsAppId the app whose instances they are
   * @param registryAddress {@code NovaAppRegistry}
   * @param kmsRegistryAddress {@code KMSRegistry}
   * @param pushIntervalMs how often changes are pushed
   * @param total how many there are, this one included
   * @param members this node first, then its peers by wallet; where they are too many, those in
   *     trouble before the others
   * @param totalRejected listed instances that are no members
   * @param rejected the first of them
   */
  public record ConsoleCluster(
      BigInteger kmsAppId,
      @Shape(pattern = Shape.WALLET) String registryAddress,
      @Shape(pattern = Shape.WALLET) String kmsRegistryAddress,
      long pushIntervalMs,
      int total,
      List<ConsoleMember> members,
      int totalRejected,
      List<RejectedView> rejected) {}

  /**
   * A listed instance that is no member.
   *
   * @param wallet its wallet
   * @param why in words
   */
  public record RejectedView(@Shape(pattern = Shape.WALLET) String wallet, String why) {}
}
