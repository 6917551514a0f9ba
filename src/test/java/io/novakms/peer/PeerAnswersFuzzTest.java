package io.novakms.peer;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;

/** Any bytes as what a peer tells of itself, unsigned: no status, or one of bounded size. */
class PeerAnswersFuzzTest {
  @FuzzTest
  void isNoStatusOrABoundedOne(byte[] bytes) {
    assertThat(PeerJson.errorCode(bytes)).hasSizeLessThan(65);
    PeerJson.sealedRefusal(bytes);
    try {
      PeerStatus status = PeerStatus.of(PeerJson.object(bytes));
      assertThat(status.protocol()).hasSizeLessThan(65);
      assertThat(status.bootEpoch().orElse("")).hasSizeLessThan(65);
    } catch (PeerException | IllegalArgumentException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }
}
