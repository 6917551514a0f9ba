package io.novakms.sync.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.novakms.crypto.StrictJson;
import io.novakms.model.Wallet;
import io.novakms.sync.quorum.Lives;
import io.novakms.sync.quorum.Statement;
import io.novakms.testing.Members;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What counts as an acknowledgement. */
class DeltaResponseTest {
  private static final Wallet PEER = Members.wallet(2);

  @Test
  void answerOfTheProtocolAcknowledges() {
    DeltaResponse answer =
        answer(
            "{'status':'ok','total':3,'merged':1,'skipped':1,'rejected':1,"
                + "'skip_reasons':{'decryption_failed':1,'ignored_equal_version':1}}");

    assertThat(answer.rejected()).isEqualTo(1);
    assertThat(answer.reasons()).isEqualTo("decryption_failed: 1, ignored_equal_version: 1");
    assertThat(answer.epoch()).isEmpty();
  }

  @Test
  void answerWithoutCountsAcknowledgesAll() {
    assertThat(answer("{'status':'ok'}").rejected()).isZero();
  }

  @Test
  void epochIsTakenWhereItIsAShortWord() {
    assertThat(answer("{'status':'ok','epoch':'a-1'}").epoch()).contains("a-1");
    assertThat(answer("{'status':'ok','epoch':'a b'}").epoch()).isEmpty();
    assertThat(answer("{'status':'ok','epoch':7}").epoch()).isEmpty();
    assertThat(answer("{'status':'ok','epoch':'" + "a".repeat(65) + "'}").epoch()).isEmpty();
  }

  @Test
  void lifeIsTakenWhereItIsTold() {
    String heard = "'lives':{'" + PEER.address() + "':4,'x':5,'" + Members.wallet(3) + "':0}";

    assertThat(answer("{'status':'ok','life':3," + heard + "}").said())
        .contains(new Statement(PEER, 3, Lives.NONE.with(PEER, 4)));
    assertThat(answer("{'status':'ok'}").said()).contains(Statement.withoutLife(PEER));
    assertThat(answer("{'status':'ok','life':0," + heard + "}").said())
        .contains(Statement.withoutLife(PEER));
    assertThat(answer("{'status':'ok','life':9007199254740992}").said())
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
    assertThatExceptionOfType(NotAcknowledgedException.class).isThrownBy(() -> answer(answer));
  }

  @Test
  void foreignWordsDontGetIntoTheLog() {
    StringBuilder many =
        new StringBuilder("'a\\nb':1,'<script>':1,'" + "x".repeat(65) + "':1,'c':'d'");
    for (int i = 0; i < 1000; i++) {
      many.append(",'r").append(i).append("':1");
    }

    assertThat(answer("{'status':'ok','skip_reasons':{" + many + "}}").reasons())
        .doesNotContain("\n", "<", "x", "d")
        .hasSizeLessThan(200);
  }

  @Test
  void absurdCountOfRejectionsIsCut() {
    assertThat(answer("{'status':'ok','rejected':9999}").rejected()).isEqualTo(3);
    assertThat(answer("{'status':'ok','rejected':-5}").rejected()).isZero();
  }

  private static DeltaResponse answer(String json) {
    return DeltaResponse.of(StrictJson.object(json.replace('\'', '"')), 3, PEER);
  }
}
