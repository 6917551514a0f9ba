package io.novakms.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.novakms.peer.PeerException.Fault;
import io.novakms.peer.PeerFaults;
import io.novakms.sync.PushFailure.Kind;
import io.novakms.tee.TeeException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a batch that was not acknowledged means for the next attempt. */
class PushFailureTest {
  @ParameterizedTest
  @CsvSource({
    "400, NOT_TAKEN", "403, REFUSED", "404, REFUSED", "413, NOT_TAKEN",
    "429, REFUSED", "500, REFUSED", "503, NOT_SERVING", "507, REFUSED"
  })
  void httpStatusSaysWhatARefusalMeans(int status, Kind kind) {
    assertThat(PushFailure.of(new CompletionException(PeerFaults.refused(status))).kind())
        .isEqualTo(kind);
  }

  @ParameterizedTest
  @CsvSource({
    "UNREACHABLE, UNREACHABLE",
    "TIMED_OUT, TIMED_OUT",
    "UNTRUSTED, UNTRUSTED",
    "TOO_LARGE, TOO_LARGE",
    "GARBLED, GARBLED"
  })
  void faultOfAPeerKeepsItsMeaning(Fault fault, Kind kind) {
    assertThat(PushFailure.of(PeerFaults.of(fault)).kind()).isEqualTo(kind);
  }

  @Test
  void ownFaultsAreNotBlamedOnThePeerAndTellNothingForeign() {
    assertThat(PushFailure.of(new TeeException("no answer of the TEE", null)))
        .isEqualTo(new PushFailure(Kind.NOT_SENT, "no answer of the TEE"));
    assertThat(PushFailure.of(new RejectedExecutionException()).kind()).isEqualTo(Kind.NOT_SENT);
    assertThat(PushFailure.of(new IllegalStateException()).kind()).isEqualTo(Kind.INTERNAL);
    assertThat(PushFailure.of(new IllegalStateException("foreign words")).detail())
        .doesNotContain("foreign");
  }
}
