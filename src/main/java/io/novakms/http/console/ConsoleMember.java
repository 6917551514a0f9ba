package io.novakms.http.console;

import io.novakms.http.message.DisplayText;
import io.novakms.http.openapi.Shape;
import io.novakms.peer.PeerException;
import io.novakms.peer.Probe;
import io.novakms.sync.push.PeerProgress;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One node as the console shows it. What a peer says of itself is signed by nobody.
 *
 * @param wallet its wallet
 * @param url where it listens, as the registry has it
 * @param self whether it is the node that tells
 * @param state {@code open} or {@code closed} as it says; {@code faulty} where it answered, but
 *     nothing of use; {@code unreachable}; {@code unknown} where it was not asked yet
 * @param reason why its gate is closed, as it says
 * @param secret the state of its master secret, as it says
 * @param version of its build, as it says
 * @param block the height at which it last read the chain, as it says
 * @param sees the members whose status it got lately, by their place in the list; null where it
 *     does not say
 * @param probe how it was asked last; null of the node itself
 * @param push how far the pushes to it have come; null of the node itself
 */
public record ConsoleMember(
    @Shape(pattern = Shape.WALLET) String wallet,
    @Shape(nullable = true) String url,
    boolean self,
    @Shape(pattern = "^(open|closed|faulty|unreachable|unknown)$") String state,
    @Shape(nullable = true) String reason,
    @Shape(nullable = true) String secret,
    @Shape(nullable = true) String version,
    @Shape(nullable = true) Long block,
    @Shape(nullable = true) List<Integer> sees,
    @Shape(nullable = true) ProbeView probe,
    @Shape(nullable = true) PushView push) {

  /**
   * How a peer's status was last asked for.
   *
   * @param checkedAt when
   * @param tookMs how long that took
   * @param httpCode the status of its answer
   * @param fault what was wrong: {@code unreachable}, {@code timed_out}, {@code refused}, {@code
   *     untrusted}, {@code too_large} or {@code garbled}
   */
  public record ProbeView(
      @Shape(format = Shape.DATE_TIME) String checkedAt,
      @Shape(least = 0) long tookMs,
      @Shape(nullable = true) Integer httpCode,
      @Shape(words = PeerException.Fault.class, nullable = true) String fault) {
    static ProbeView of(Probe probe) {
      return new ProbeView(
          probe.checkedAt().toString(),
          probe.took().toMillis(),
          probe.httpCode().isPresent() ? probe.httpCode().getAsInt() : null,
          probe.fault().map(PeerException.Fault::name).map(DisplayText::lower).orElse(null));
    }
  }

  /**
   * How far pushes have come.
   *
   * @param lag changes that the peer has not acknowledged, at most
   * @param underWay whether a batch is on its way
   * @param lastSuccess when it last acknowledged one
   * @param failure why the last attempt failed, as a word
   * @param failureDetail the same in words
   * @param backOffUntil when it is tried again
   * @param rejected records that it refused
   */
  public record PushView(
      @Shape(least = 0) long lag,
      boolean underWay,
      @Shape(format = Shape.DATE_TIME, nullable = true) String lastSuccess,
      @Shape(nullable = true) String failure,
      @Shape(nullable = true) String failureDetail,
      @Shape(format = Shape.DATE_TIME, nullable = true) String backOffUntil,
      @Shape(least = 0) long rejected) {
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
