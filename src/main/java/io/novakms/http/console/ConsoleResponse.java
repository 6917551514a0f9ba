package io.novakms.http.console;

import io.novakms.http.api.StatusResponse.ChainView;
import io.novakms.http.api.StatusResponse.SecretView;
import io.novakms.http.api.StatusResponse.TickView;
import io.novakms.http.message.DisplayText;
import io.novakms.journal.JournalStatus;
import io.novakms.model.Reason;
import io.novakms.model.WireFormat;
import io.novakms.node.JournalSnapshot;
import io.novakms.node.Step;
import io.novakms.node.StoreSnapshot;
import io.novakms.node.TickReport;
import io.novakms.node.TickReport.Outcome;
import io.novakms.node.TickReport.StepReport;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * {@code GET /console/state}: all that the console shows, in one answer. It is the page's own and
 * changes with it; programs use {@code /status} and {@code /nodes}. What is not known is null.
 * Times are ISO 8601 in UTC, by this node's clock.
 */
@Schema(
    description =
        "`GET /console/state`: all that the console shows, in one answer. It is the "
            + "page's own and changes with it; programs use `/status` and `/nodes`. What is "
            + "not known is null. Times are ISO 8601 in UTC, by this node's clock.")
public record ConsoleResponse(
    @Schema(description = "When this was said", format = "date-time") String now,
    @Schema(description = "This node") NodeView node,
    @Schema(description = "Whether it serves") GateView gate,
    @Schema(description = "Where its master secret came from") SecretView masterSecret,
    @Schema(description = "What the heartbeat did") TicksView ticks,
    @Schema(description = "The chain as last read") ChainView chain,
    @Schema(description = "What is stored") StoreView dataStore,
    @Schema(description = "What is on the disk") JournalView journal,
    @Schema(description = "All nodes, as this one sees them") ConsoleCluster cluster) {

  /** This node. */
  @Schema(name = "ConsoleResponse.NodeView", description = "This node.")
  public record NodeView(
      @Schema(description = "Its wallet", pattern = WireFormat.WALLET, nullable = true)
          String teeWallet,
      @Schema(description = "Where it listens", nullable = true) String url,
      @Schema(description = "Version of this build") String version,
      @Schema(description = "Changes with each start", format = "uuid") String bootEpoch,
      @Schema(description = "Whether the registry vouches for it") boolean isOperator,
      @Schema(description = "Whether it is meant to run in a TEE") boolean inEnclave) {}

  /** The gate. */
  @Schema(name = "ConsoleResponse.GateView", description = "The gate.")
  public record GateView(
      @Schema(description = "Whether it is") boolean open,
      @Schema(
              description =
                  "Why it is closed; or, while it is open, why the lease could not be renewed",
              implementation = Reason.class,
              nullable = true)
          String reason,
      @Schema(description = "What exactly was seen then", nullable = true) String detail,
      @Schema(
              description = "Since when it is open, or closed for this reason",
              format = "date-time")
          String since,
      @Schema(
              description = "When an open gate closes unless a tick renews it",
              minimum = "0",
              nullable = true)
          Long leaseLeftMs,
      @Schema(description = "How long a fresh lease lasts", minimum = "0") long leaseMs) {}

  /** The heartbeat. */
  @Schema(name = "ConsoleResponse.TicksView", description = "The heartbeat.")
  public record TicksView(
      @Schema(description = "From the start of one tick to that of the next", minimum = "0")
          long intervalMs,
      @Schema(description = "The latest tick that came to an end", nullable = true) TickView last,
      @Schema(
              description =
                  "The latest ticks that did, oldest first; a number that is missing is of a tick"
                      + " that hung and was given up")
          List<PastTick> history) {}

  /** A tick in short. */
  @Schema(name = "ConsoleResponse.PastTick", description = "A tick in short.")
  public record PastTick(
      @Schema(description = "Counts from 1 with each start", minimum = "1") long number,
      @Schema(description = "When it started", format = "date-time") String startedAt,
      @Schema(description = "How long it took", minimum = "0") long durationMs,
      @Schema(
              description = "The last step that it began",
              implementation = Step.class,
              nullable = true)
          String step,
      @Schema(
              description = "Outcome of that step: `ok`, `stopped` or `failed`",
              implementation = Outcome.class,
              nullable = true)
          String outcome,
      @Schema(description = "What was seen, where it was not `ok`", nullable = true)
          String detail) {
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

  /** What is stored. */
  @Schema(name = "ConsoleResponse.StoreView", description = "What is stored.")
  public record StoreView(
      @Schema(description = "Apps that have anything here") long namespaces,
      @Schema(description = "Values; one that expired counts until the next tick") long keys,
      @Schema(description = "Deletions that are remembered") long tombstones,
      @Schema(description = "Bytes that all records take in memory") long bytes,
      @Schema(description = "How many all may take, with those that are set aside") long maxBytes,
      @Schema(description = "How many those of one app may take") long maxAppBytes,
      @Schema(description = "Former master secrets whose records are set aside")
          int setAsideSecrets,
      @Schema(description = "Bytes that those records take") long setAsideBytes,
      @Schema(description = "How many numbers the change feed has given out") long changes) {
    static StoreView of(StoreSnapshot store, long maxAppBytes) {
      return new StoreView(
          store.namespaces(),
          store.values(),
          store.tombstones(),
          store.bytes(),
          store.mostBytes(),
          maxAppBytes,
          store.formerSecrets(),
          store.formerBytes(),
          store.changes());
    }
  }

  /** The journal. */
  @Schema(name = "ConsoleResponse.JournalView", description = "The journal.")
  public record JournalView(
      @Schema(description = "`off`, `not_open`, `open`, `full`, `no_segment` or `failed`")
          String state,
      @Schema(description = "What is wrong and what to do", nullable = true) String problem,
      @Schema(description = "Bytes of its files; not while it is not open", nullable = true)
          Long bytes,
      @Schema(description = "Records that wait to be on the disk", nullable = true)
          Long queuedRecords,
      @Schema(
              description = "When records last came to the disk",
              format = "date-time",
              nullable = true)
          String lastSync) {
    static JournalView of(JournalSnapshot now) {
      Optional<JournalStatus> journal = now.journal();
      return new JournalView(
          now.state().name().toLowerCase(Locale.ROOT),
          journal.flatMap(JournalStatus::problem).map(DisplayText::text).orElse(null),
          journal.map(JournalStatus::bytes).orElse(null),
          journal.map(JournalStatus::queuedRecords).orElse(null),
          journal.flatMap(JournalStatus::lastSync).map(Instant::toString).orElse(null));
    }
  }

  /** All nodes. */
  @Schema(name = "ConsoleResponse.ConsoleCluster", description = "All nodes.")
  public record ConsoleCluster(
      @Schema(description = "The app whose instances they are", minimum = "0") BigInteger kmsAppId,
      @Schema(description = "`NovaAppRegistry`", pattern = WireFormat.WALLET)
          String registryAddress,
      @Schema(description = "`KMSRegistry`", pattern = WireFormat.WALLET) String kmsRegistryAddress,
      @Schema(description = "How often changes are pushed") long pushIntervalMs,
      @Schema(description = "How many there are, this one included") int total,
      @Schema(
              description =
                  "This node first, then its peers by wallet; where they are too many, those in "
                      + "trouble before the others")
          List<ConsoleMember> members,
      @Schema(description = "Listed instances that are no members") int totalRejected,
      @Schema(description = "The first of them") List<RejectedView> rejected) {}

  /** A listed instance that is no member. */
  @Schema(
      name = "ConsoleResponse.RejectedView",
      description = "A listed instance that is no member.")
  public record RejectedView(
      @Schema(description = "Its wallet", pattern = WireFormat.WALLET) String wallet,
      @Schema(description = "In words") String why) {}
}
