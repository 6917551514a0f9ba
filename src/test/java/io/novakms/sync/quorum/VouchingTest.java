package io.novakms.sync.quorum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.novakms.journal.LifeLog;
import io.novakms.journal.LifeMark;
import io.novakms.model.KmsException;
import io.novakms.model.SecretHash;
import io.novakms.model.Wallet;
import io.novakms.testing.ManualTime;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class VouchingTest {
  private static final Wallet SELF = wallet(1);
  private static final Wallet B = wallet(2);
  private static final Wallet C = wallet(3);
  private static final SecretHash SECRET = secret(1);
  private static final SecretHash OTHER = secret(2);

  private final Set<Wallet> members = new HashSet<>(List.of(B, C));
  private UUID memory = UUID.randomUUID();
  private final ManualTime time = new ManualTime();
  private final KnownLives lives =
      new KnownLives(() -> SELF, () -> memory, members::contains, time);
  private final Vouching vouching = new Vouching(lives);

  @Test
  void nothingIsKnownBeforeTheMembersAre() {
    vouching.begin(SECRET, true, false);

    assertThat(vouching.voucher(SECRET)).isEmpty();
    assertThat(vouching.status().vouches()).isFalse();
  }

  @Test
  void aSoleMemberVouchesAsLongAsItIsAlone() {
    vouching.begin(SECRET, true, false);
    vouching.know(new Members(Set.of(), Set.of()));
    assertThat(vouching.voucher(SECRET)).contains(lives.own());

    vouching.know(of(B));
    assertThat(vouching.voucher(SECRET)).isEmpty();
    assertThat(vouching.status().waitingFor()).containsExactly(B);
  }

  @Test
  void theNodeThatMadeTheSecretVouchesFromTheStart() {
    vouching.begin(SECRET, true, true);
    vouching.know(of(B, C));

    assertThat(vouching.voucher(SECRET)).contains(lives.own());
    assertThat(vouching.voucher(OTHER)).isEmpty();
    assertThat(vouching.status()).isEqualTo(new Vouching.Status(true, Set.of(), Set.of()));
  }

  @Test
  void aMadeSecretThatComesBackWithoutItsRecordsDoesNotVouch() {
    vouching.know(of(B, C));
    vouching.begin(SECRET, true, true);
    switchTo(OTHER, false);
    assertThat(vouching.voucher(OTHER)).isEmpty();

    switchTo(SECRET, false);
    assertThat(vouching.status().vouches()).isFalse();
    vouching.end();
    vouching.begin(SECRET, false, true);
    assertThat(vouching.status().vouches()).isFalse();
  }

  @Test
  void aMemoryThatComesBackVouchesAsBefore() {
    vouching.know(of(B, C));
    vouching.begin(SECRET, true, true);
    switchTo(OTHER, false);
    switchTo(SECRET, true);
    assertThat(vouching.voucher(SECRET)).isPresent();

    switchTo(OTHER, true);
    assertThat(vouching.voucher(OTHER)).as("it did not vouch before").isEmpty();
  }

  @Test
  void twoVouchersOfThreeMakeANodeVouch() {
    vouching.begin(SECRET, true, false);
    vouching.know(of(B, C, wallet(4), wallet(5)));
    merged(B, true);
    merged(C, true);
    assertThat(vouching.status().waitingFor()).containsExactly(wallet(4), wallet(5));

    merged(wallet(4), false);
    assertThat(vouching.status().vouches()).isFalse();
    merged(wallet(4), true);
    assertThat(vouching.status().vouches()).isTrue();
  }

  @Test
  void membersThatAreAllAccountedForNeedNotVouch() {
    vouching.begin(SECRET, true, false);
    vouching.know(of(B, C));
    merged(B, false);
    assertThat(vouching.status().vouches()).isFalse();

    merged(C, false);
    assertThat(vouching.status().vouches()).isTrue();
    vouching.know(of(B, C, wallet(4)));
    assertThat(vouching.status().vouches()).as("a member that joins changes nothing").isTrue();
  }

  @Test
  void whatAMemberGaveBeforeItHeardOfThisLifeDoesNotCount() {
    vouching.begin(SECRET, true, false);
    vouching.know(of(B));

    vouching.merged(
        lives.life(), new MemoryState(new Statement(B, 5, Lives.NONE.with(B, 5)), true));
    vouching.merged(
        lives.life(),
        new MemoryState(new Statement(B, 5, Lives.NONE.with(SELF, lives.life() - 1)), true));
    assertThat(vouching.status().vouches()).isFalse();

    merged(B, false);
    assertThat(vouching.status().vouches()).isTrue();
  }

  @Test
  void aLifeThatIsRaisedStartsOver() {
    vouching.begin(SECRET, true, false);
    vouching.know(of(B));
    long former = lives.life();
    merged(B, true);
    assertThat(vouching.status().vouches()).isTrue();

    lives.heard(new Statement(B, 5, Lives.NONE.with(SELF, former + 1000)));
    assertThat(vouching.voucher(SECRET)).isEmpty();
    vouching.merged(
        former, new MemoryState(new Statement(B, 5, Lives.NONE.with(SELF, lives.life())), true));
    assertThat(vouching.voucher(SECRET)).as("begun in a former life").isEmpty();

    merged(B, true);
    assertThat(vouching.voucher(SECRET)).contains(lives.own());
  }

  @Test
  void aLifeThatGoesOnVouchesIfItDidBefore() {
    Restarted restarted = new Restarted(true);
    assertThat(restarted.vouching.voucher(SECRET)).isEmpty();
    assertThat(restarted.vouching.status().vouches()).isFalse();

    restarted.readJournal();
    assertThat(restarted.vouching.voucher(SECRET)).contains(restarted.lives.own());
    assertThat(restarted.lives.life()).isEqualTo(7);

    restarted.lives.heard(new Statement(B, 5, Lives.NONE.with(SELF, 8)));
    assertThat(restarted.vouching.voucher(SECRET)).isEmpty();
  }

  @Test
  void aLifeThatGoesOnAndDidNotVouchHasToRecover() {
    Restarted restarted = new Restarted(false);
    restarted.readJournal();
    assertThat(restarted.vouching.voucher(SECRET)).isEmpty();
    assertThat(restarted.lives.isComplete(7)).isFalse();

    Lives heard = Lives.NONE.with(SELF, 7);
    restarted.vouching.merged(7, new MemoryState(new Statement(B, 5, heard), true));
    restarted.vouching.merged(7, new MemoryState(new Statement(C, 5, heard), true));

    assertThat(restarted.vouching.voucher(SECRET)).isPresent();
    assertThat(restarted.lives.isComplete(7)).as("for the next process").isTrue();
  }

  /** A process whose journal says that its node vouched, or did not, in life 7. */
  private final class Restarted {
    private final LifeMark former;
    private final KnownLives lives =
        new KnownLives(
            () -> SELF,
            () -> new UUID(0, 9),
            wallet -> true,
            time,
            Optional.of(new NoDisk()),
            Optional.of(Duration.ofDays(1)));
    private final Vouching vouching = new Vouching(lives);

    Restarted(boolean vouched) {
      former = new LifeMark(7, vouched, Map.of(B, 4L), time.millis());
      vouching.begin(SECRET, true, false);
      vouching.know(of(B, C));
    }

    void readJournal() {
      lives.begin(SECRET, Optional.of(former), true, new NoDisk()::append);
    }
  }

  /** Takes everything. */
  private static final class NoDisk implements LifeLog {
    @Override
    public CompletableFuture<Void> append(LifeMark mark) {
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public void await(CompletableFuture<Void> durable) {
      assertThat(durable).isCompleted();
    }
  }

  @Test
  void anOperatorsWordCountsUntilTheLifeEnds() {
    vouching.begin(SECRET, true, false);
    vouching.know(of(B, C));
    merged(B, true);
    vouching.lost(List.of(C));
    assertThatThrownBy(() -> vouching.lost(List.of(B, wallet(9))))
        .isInstanceOf(KmsException.class)
        .hasMessageContaining("no other member has the wallet");
    assertThat(vouching.status()).isEqualTo(new Vouching.Status(true, Set.of(), Set.of(C)));
    assertThat(vouching.isLost(List.of(C))).isTrue();

    switchTo(OTHER, false);
    assertThat(vouching.isLost(List.of(C))).isFalse();
    assertThat(vouching.status().waitingFor()).containsExactly(B, C);
  }

  @Test
  void aMemberOfAnotherKindHasToBePulledFrom() {
    vouching.begin(SECRET, true, false);
    vouching.know(new Members(Set.of(B), Set.of(C)));
    merged(B, true);
    assertThat(vouching.status().waitingFor()).containsExactly(C);

    vouching.merged(lives.life(), MemoryState.unknown(C));
    assertThat(vouching.status().vouches()).isTrue();
  }

  @Test
  void aMemberWithoutALifeDoesNotVouch() {
    vouching.begin(SECRET, true, false);
    vouching.know(of(B, C));

    vouching.merged(lives.life(), MemoryState.unknown(B));
    vouching.merged(lives.life(), MemoryState.unknown(C));
    assertThat(vouching.status().vouches()).as("each is accounted for").isTrue();
    vouching.end();
    vouching.begin(OTHER, false, false);
    vouching.know(of(B, C, wallet(4), wallet(5)));
    List.of(B, C, wallet(4))
        .forEach(one -> vouching.merged(lives.life(), MemoryState.unknown(one)));
    assertThat(vouching.status().waitingFor()).containsExactly(wallet(5));
  }

  private void switchTo(SecretHash hash, boolean isBack) {
    vouching.end();
    memory = UUID.randomUUID();
    vouching.begin(hash, isBack, false);
  }

  private void merged(Wallet from, boolean vouches) {
    Statement said = new Statement(from, 5, Lives.NONE.with(from, 5).with(SELF, lives.life()));
    vouching.merged(lives.life(), new MemoryState(said, vouches));
  }

  private static Members of(Wallet... askable) {
    return new Members(Set.of(askable), Set.of());
  }

  private static SecretHash secret(int fill) {
    byte[] bytes = new byte[32];
    Arrays.fill(bytes, (byte) fill);
    return SecretHash.of(bytes);
  }

  private static Wallet wallet(int number) {
    return new Wallet(String.format("0x%040x", number));
  }

  @Test
  void aMemoryThatEndedVouchesForNothing() {
    vouching.begin(SECRET, true, true);
    vouching.know(of(B));
    vouching.end();

    assertThat(vouching.voucher(SECRET)).isEqualTo(Optional.empty());
  }
}
