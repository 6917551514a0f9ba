package io.novakms.sync.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.novakms.crypto.StrictJson;
import io.novakms.model.Wallet;
import io.novakms.peer.PeerException.Fault;
import io.novakms.peer.PeerFaults;
import io.novakms.sync.NotAcknowledgedException;
import io.novakms.sync.PushFailure;
import io.novakms.sync.PushFailure.Kind;
import io.novakms.sync.quorum.Lives;
import io.novakms.sync.quorum.Statement;
import io.novakms.tee.TeeException;
import io.novakms.testing.Members;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What counts as an acknowledgement, and what a failure means. */
class DeltaAckTest {
  private static final Wallet PEER = Members.wallet(2);

  @Test
  void answerOfTheProtocolAcknowledges() {
    DeltaAck receipt =
        receipt(
            "{'status':'ok','total':3,'merged':1,'skipped':1,'rejected':1,"
                + "'skip_reasons':{'decryption_failed':1,'ignored_equal_version':1}}");

    assertThat(receipt.rejected()).isEqualTo(1);
    assertThat(receipt.reasons()).isEqualTo("decryption_failed: 1, ignored_equal_version: 1");
    assertThat(receipt.epoch()).isEmpty();
  }

  @Test
  void answerWithoutCountsAcknowledgesAll() {
    assertThat(receipt("{'status':'ok'}").rejected()).isZero();
  }

  @Test
  void epochIsTakenWhereItIsAShortWord() {
    assertThat(receipt("{'status':'ok','epoch':'a-1'}").epoch()).contains("a-1");
    assertThat(receipt("{'status':'ok','epoch':'a b'}").epoch()).isEmpty();
    assertThat(receipt("{'status':'ok','epoch':7}").epoch()).isEmpty();
    assertThat(receipt("{'status':'ok','epoch':'" + "a".repeat(65) + "'}").epoch()).isEmpty();
  }

  @Test
  void lifeIsTakenWhereItIsTold() {
    String heard = "'lives':{'" + PEER.address() + "':4,'x':5,'" + Members.wallet(3) + "':0}";

    assertThat(receipt("{'status':'ok','life':3," + heard + "}").said())
        .contains(new Statement(PEER, 3, Lives.NONE.with(PEER, 4)));
    assertThat(receipt("{'status':'ok'}").said()).contains(Statement.withoutLife(PEER));
    assertThat(receipt("{'status':'ok','life':0," + heard + "}").said())
        .contains(Statement.withoutLife(PEER));
    assertThat(receipt("{'status':'ok','life':9007199254740992}").said())
        .contains(Statement.withoutLife(PEER));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{'status':'error'}",
        "{'status':true}",
        "{'total':3}",
        "{'status':'ok','total':2}",
        "{'status':'ok','total':4}",
        "{'status':'ok','total':'3'}",
        "{'status':'ok','total':null}"
      })
  void anythingElseAcknowledgesNothing(String answer) {
    assertThatExceptionOfType(NotAcknowledgedException.class).isThrownBy(() -> receipt(answer));
  }

  @Test
  void foreignWordsDontGetIntoTheLog() {
    StringBuilder many =
        new StringBuilder("'a\\nb':1,'<script>':1,'" + "x".repeat(65) + "':1,'c':'d'");
    for (int i = 0; i < 1000; i++) {
      many.append(",'r").append(i).append("':1");
    }

    assertThat(receipt("{'status':'ok','skip_reasons':{" + many + "}}").reasons())
        .doesNotContain("\n", "<", "x", "d")
        .hasSizeLessThan(200);
  }

  @Test
  void absurdCountOfRejectionsIsCut() {
    assertThat(receipt("{'status':'ok','rejected':9999}").rejected()).isEqualTo(3);
    assertThat(receipt("{'status':'ok','rejected':-5}").rejected()).isZero();
  }

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

  private static DeltaAck receipt(String answer) {
    return DeltaAck.of(StrictJson.object(answer.replace('\'', '"')), 3, PEER);
  }
}
