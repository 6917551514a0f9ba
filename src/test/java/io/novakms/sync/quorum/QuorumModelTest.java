package io.novakms.sync.quorum;

import static org.assertj.core.api.Assertions.assertThat;

import io.novakms.model.Wallet;
import io.novakms.sync.quorum.QuorumModel.Broken;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The promises {@code kept} and {@code absent}, explored by seed. */
class QuorumModelTest {
  private static final List<Wallet> WALLETS =
      IntStream.range(1, 6).mapToObj(i -> new Wallet(String.format("0x%040x", i))).toList();

  @ParameterizedTest
  @CsvSource({"2, 5000", "3, 10000", "5, 6000", "7, 3000"})
  void anAcknowledgedRecordIsNeverSaidToBeAbsentWhileAMajorityKeepsItsMemory(int size, int seeds) {
    assertThat(firstViolation(size, Broken.NOTHING, size - new Majority(size).size(), seeds))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 5})
  void aRecordThatAnyMemberStillHoldsIsNeverSaidToBeAbsentHoweverManyForgot(int size) {
    assertThat(firstViolation(size, Broken.NOTHING, size, 6_000)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(value = Broken.class, names = "NOTHING", mode = EnumSource.Mode.EXCLUDE)
  void eachBrokenRuleIsFound(Broken broken) {
    assertThat(firstViolation(5, broken, 2, 30_000).or(() -> firstViolation(3, broken, 3, 30_000)))
        .as("a violation with %s", broken)
        .isPresent();
  }

  /**
   * Member 1 acknowledges, forgets, and recovers from members that have not heard of the record;
   * one of those stores it then, and says what it has heard of member 1.
   */
  @Test
  void anAcknowledgementOfAFormerLifeDoesNotCount() {
    Lives heard = Lives.NONE.with(WALLETS.get(1), 2);
    Statement former = new Statement(WALLETS.get(1), 1, Lives.NONE.with(WALLETS.get(1), 1));
    Statement later = new Statement(WALLETS.get(2), 1, heard.with(WALLETS.get(2), 1));
    Statement self = new Statement(WALLETS.get(0), 1, Lives.NONE.with(WALLETS.get(0), 1));

    assertThat(WriteQuorum.holders(self, List.of(former, later)))
        .containsExactlyInAnyOrder(WALLETS.get(0), WALLETS.get(2));
    assertThat(WriteQuorum.holders(self, List.of(former))).hasSize(2);
  }

  @Test
  void aSnapshotOfAMemberThatDoesNotVouchIsNotOneOfAVoucher() {
    Statement self = new Statement(WALLETS.get(0), 2, Lives.NONE.with(WALLETS.get(0), 2));
    List<Wallet> others = WALLETS.subList(1, 5);
    MemoryRecovery recovery = new MemoryRecovery();

    recovery.merged(Statement.withoutLife(others.get(0)), true);
    recovery.merged(Statement.withoutLife(others.get(1)), true);
    recovery.merged(Statement.withoutLife(others.get(2)), false);
    assertThat(recovery.waitingFor(self, others)).isNotEmpty();
    assertThat(recovery.waitingFor(self, others)).containsExactly(others.get(3));

    recovery.merged(Statement.withoutLife(others.get(2)), true);
    assertThat(recovery.waitingFor(self, others)).isEmpty();
  }

  @Test
  void aMemberThatAnOperatorGaveUpIsAccountedFor() {
    Statement self = new Statement(WALLETS.get(0), 2, Lives.NONE.with(WALLETS.get(0), 2));
    List<Wallet> others = WALLETS.subList(1, 3);
    MemoryRecovery recovery = new MemoryRecovery();

    recovery.merged(Statement.withoutLife(others.get(0)), true);
    assertThat(recovery.waitingFor(self, others)).isNotEmpty();

    recovery.lost(others.get(1));
    assertThat(recovery.waitingFor(self, others)).isEmpty();
  }

  @Test
  void aNodeThatIsKnownToHaveForgottenHoldsNothing() {
    Statement self = new Statement(WALLETS.get(0), 1, Lives.NONE.with(WALLETS.get(0), 1));
    Lives heard = Lives.NONE.with(WALLETS.get(0), 2).with(WALLETS.get(1), 1);

    assertThat(WriteQuorum.holders(self, List.of(new Statement(WALLETS.get(1), 1, heard))))
        .isEmpty();
  }

  @Test
  void aMemberOfAnotherKindCountsByItsWord() {
    Statement self = new Statement(WALLETS.get(0), 5, Lives.NONE.with(WALLETS.get(0), 5));

    assertThat(WriteQuorum.holders(self, List.of(Statement.withoutLife(WALLETS.get(1)))))
        .hasSize(2);
  }

  private static Optional<String> firstViolation(
      int size, Broken broken, int mostForgetful, int seeds) {
    return LongStream.range(0, seeds)
        .mapToObj(seed -> new QuorumModel(size, broken, mostForgetful, seed).run())
        .flatMap(Optional::stream)
        .findFirst();
  }
}
