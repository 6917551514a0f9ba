package io.novakms.http.console;

import io.novakms.http.message.DisplayText;
import io.novakms.model.WireFormat;
import io.novakms.peer.PeerException;
import io.novakms.peer.Probe;
import io.novakms.sync.push.PeerProgress;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** One node as the console shows it. What a peer says of itself carries no signature. */
@Schema(description = "One node as the console shows it. What a peer says of itself is not signed.")
public record ConsoleMember(
    @Schema(description = "Its wallet", pattern = WireFormat.WALLET) String wallet,
    @Schema(description = "Where it listens, as the registry has it", nullable = true) String url,
    @Schema(description = "Whether it is the node that tells") boolean self,
    @Schema(
            description = "The word for what `probe` found.",
            pattern = "^(open|closed|faulty|unreachable|unknown)$")
        String state,
    @Schema(description = "Why its gate is closed, as it says", nullable = true) String reason,
    @Schema(description = "The state of its master secret, as it says", nullable = true)
        String secret,
    @Schema(description = "Version of its build, as it says", nullable = true) String version,
    @Schema(description = "The height at which it last read the chain, as it says", nullable = true)
        Long block,
    @Schema(
            description =
                "The members whose status it got lately, by their place in the list; null where"
                    + " it does not say",
            nullable = true)
        List<Integer> sees,
    @Schema(description = "How it was asked last; null of the node itself", nullable = true)
        ProbeView probe,
    @Schema(
            description = "How far the pushes to it have come; null of the node itself",
            nullable = true)
        PushView push) {

  /** How a peer's status was last asked for. */
  @Schema(name = "ConsoleMember.ProbeView", description = "How a peer's status was last asked for.")
  public record ProbeView(
      @Schema(description = "When", format = "date-time") String checkedAt,
      @Schema(description = "How long that took", minimum = "0") long tookMs,
      @Schema(description = "The status of its answer", nullable = true) Integer httpCode,
      @Schema(
              description =
                  "What was wrong: `unreachable`, `timed_out`, `refused`, ` untrusted`, "
                      + "`too_large` or `garbled`",
              implementation = PeerException.Fault.class,
              nullable = true)
          String fault) {
    static ProbeView of(Probe probe) {
      return new ProbeView(
          probe.checkedAt().toString(),
          probe.took().toMillis(),
          probe.httpCode().isPresent() ? probe.httpCode().getAsInt() : null,
          probe.fault().map(PeerException.Fault::name).map(DisplayText::lower).orElse(null));
    }
  }

  /** How far pushes have come. */
  @Schema(name = "ConsoleMember.PushView", description = "How far pushes have come.")
  public record PushView(
      @Schema(description = "Changes that the peer has not acknowledged, at most", minimum = "0")
          long lag,
      @Schema(description = "Whether a batch is on its way") boolean underWay,
      @Schema(description = "When it last acknowledged one", format = "date-time", nullable = true)
          String lastSuccess,
      @Schema(description = "Why the last attempt failed, as a word", nullable = true)
          String failure,
      @Schema(description = "The same in words", nullable = true) String failureDetail,
      @Schema(description = "When it is tried again", format = "date-time", nullable = true)
          String backOffUntil,
      @Schema(description = "Records that it refused", minimum = "0") long rejected) {
    static PushView of(PeerProgress progress) {
      return new PushView(
          progress.lag(),
          progress.underWay(),
          time(progress.lastSuccess()),
          progress.failure().map(DisplayText::text).orElse(null),
          progress.failureDetail().map(DisplayText::text).orElse(null),
          time(progress.backOffUntil()),
          progress.recordsRejected());
    }

    private static String time(Optional<Instant> time) {
      return time.map(Instant::toString).orElse(null);
    }
  }
}
