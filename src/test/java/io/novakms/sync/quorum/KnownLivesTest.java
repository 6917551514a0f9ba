package io.novakms.sync.quorum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.novakms.journal.LifeLog;
import io.novakms.journal.LifeMark;
import io.novakms.model.KmsException;
import io.novakms.model.KmsException.Kind;
import io.novakms.model.SecretHash;
import io.novakms.model.Wallet;
import io.novakms.secret.TestSecrets;
import io.novakms.testing.ManualTime;
import io.novakms.testing.Members;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** The life of a node, and the lives that it has heard of. */
class KnownLivesTest {
  private static final Wallet SELF = Members.wallet(1);
  private static final Wallet PEER = Members.wallet(2);
  private static final Wallet OTHER = Members.wallet(3);
  private static final Wallet STRANGER = Members.wallet(9);

  private static final Optional<Duration> DAY = Optional.of(Duration.ofDays(1));
  private static final SecretHash SECRET = TestSecrets.verified(1).secret().hash();

  private final Journal journal = new Journal();
  private final ManualTime time = new ManualTime();
  private final Set<Wallet> members = new HashSet<>(Set.of(PEER, OTHER));
  private UUID memory = new UUID(0, 1);
  private final KnownLives lives =
      new KnownLives(() -> SELF, () -> memory, members::contains, time);
  private final long born = time.millis();

  @Test
  void lifeIsTheTimeAtWhichItBeganAndStaysTheSame() {
    time.advance(Duration.ofHours(1));

    assertThat(lives.life()).isEqualTo(born);
    assertThat(lives.own()).isEqualTo(new Statement(SELF, born, Lives.NONE.with(SELF, born)));
  }

  @Test
  void anotherLifeBeginsWhereTheStoreWasEmptied() {
    memory = new UUID(0, 2);
    assertThat(lives.life()).isEqualTo(born + 1);

    time.advance(Duration.ofMinutes(1));
    memory = new UUID(0, 3);

    assertThat(lives.own().life()).isEqualTo(time.millis());
  }

  @Test
  void latestLifeOfEachMemberIsRemembered() {
    lives.heard(new Statement(PEER, 5, Lives.NONE.with(OTHER, 8)));
    lives.heard(new Statement(OTHER, 7, Lives.NONE.with(PEER, 4)));

    assertThat(lives.others()).isEqualTo(Lives.NONE.with(PEER, 5).with(OTHER, 8));
    assertThat(lives.own().heard().of(OTHER)).isEqualTo(8);
  }

  @Test
  void lifeRisesAboveOneThatAnotherMemberNames() {
    lives.heard(new Statement(PEER, 5, Lives.NONE.with(SELF, born)));
    assertThat(lives.life()).isEqualTo(born);

    lives.heard(new Statement(PEER, 5, Lives.NONE.with(SELF, born + 10)));

    assertThat(lives.life()).isEqualTo(born + 11);
    assertThat(lives.own().heard().of(SELF)).isEqualTo(born + 11);
  }

  @Test
  void memberOfAnotherKindHasNoLife() {
    lives.heard(Statement.withoutLife(PEER));

    assertThat(lives.others()).isEqualTo(Lives.NONE);
  }

  @Test
  void onlyLivesOfMembersAreKept() {
    lives.heard(new Statement(PEER, 5, Lives.NONE.with(STRANGER, 6)));
    assertThat(lives.others()).isEqualTo(Lives.NONE.with(PEER, 5));

    members.remove(PEER);
    lives.heard(new Statement(OTHER, 7, Lives.NONE));

    assertThat(lives.others()).isEqualTo(Lives.NONE.with(OTHER, 7));
  }

  @Test
  void lifeGoesOnWhereTheJournalWasReadWhole() {
    KnownLives next = afterwards(DAY, new LifeMark(7, true, Map.of(PEER, 5L), time.millis()), true);

    assertThat(next.own()).isEqualTo(new Statement(SELF, 7, heard(7, 5)));
    assertThat(journal.told()).isEqualTo(new LifeMark(7, true, Map.of(PEER, 5L), time.millis()));
  }

  @Test
  void anotherLifeBeginsWhereTheJournalWasCut() {
    LifeMark former = new LifeMark(born + 9, true, Map.of(PEER, 5L), time.millis());

    KnownLives next = afterwards(DAY, former, false);

    assertThat(next.own()).isEqualTo(new Statement(SELF, born + 10, heard(born + 10, 5)));
    assertThat(journal.told().isComplete()).isFalse();
  }

  @Test
  void anotherLifeBeginsInAnEnclave() {
    LifeMark former = new LifeMark(7, true, Map.of(), time.millis());

    assertThat(afterwards(Optional.empty(), former, true).life()).isEqualTo(born);
  }

  @Test
  void anotherLifeBeginsWhereTheNodeWasAwayForTooLong() {
    LifeMark former = new LifeMark(7, true, Map.of(), time.millis());
    time.advance(Duration.ofDays(1));
    assertThat(afterwards(DAY, former, true).life()).isEqualTo(7);

    time.advance(Duration.ofMillis(1));
    assertThat(afterwards(DAY, former, true).life()).isEqualTo(time.millis());
  }

  @Test
  void anotherLifeBeginsWhereAMemberKnowsThatThisOneIsOver() {
    LifeMark former = new LifeMark(7, true, Map.of(), time.millis());
    KnownLives next = kept(DAY);
    next.heard(new Statement(PEER, 5, Lives.NONE.with(SELF, 8)));
    next.begin(SECRET, Optional.of(former), true, journal::append);
    assertThat(next.life()).isEqualTo(born);

    KnownLives later = afterwards(DAY, former, true);
    assertThat(later.life()).isEqualTo(7);
    later.heard(new Statement(PEER, 5, Lives.NONE.with(SELF, 8)));

    assertThat(later.life()).isEqualTo(9);
    assertThat(journal.told().life()).isEqualTo(9);
    assertThat(journal.told().isComplete()).isFalse();
  }

  @Test
  void lifeGoesOnOnceInAProcess() {
    KnownLives next = afterwards(DAY, new LifeMark(7, true, Map.of(), time.millis()), true);
    memory = new UUID(0, 2);
    assertThat(next.told()).isEmpty();

    next.begin(SECRET, Optional.of(journal.told()), true, journal::append);

    assertThat(next.life()).isGreaterThanOrEqualTo(born);
    assertThat(journal.told().isComplete()).isFalse();
  }

  @Test
  void nothingIsStatedBeforeTheLifeIsDecided() {
    KnownLives next = kept(DAY);
    next.heard(new Statement(PEER, 5, Lives.NONE));

    assertThat(next.told()).isEmpty();
    assertThatThrownBy(next::durable).isInstanceOf(KmsException.class);
    assertThat(journal.told).isEmpty();

    next.begin(SECRET, Optional.empty(), true, journal::append);
    assertThat(next.durable().heard().of(PEER)).isEqualTo(5);
    assertThat(journal.told().heard()).containsEntry(PEER, 5L);
  }

  @Test
  void nothingIsStatedThatARestartWouldForget() {
    KnownLives next = afterwards(DAY, new LifeMark(7, true, Map.of(), time.millis()), true);
    journal.isFull = true;
    next.heard(new Statement(PEER, 5, Lives.NONE));

    assertThatThrownBy(next::durable).isInstanceOf(KmsException.class);
    assertThat(next.own().heard().of(PEER)).isEqualTo(5);

    journal.isFull = false;
    assertThat(next.durable().heard().of(PEER)).isEqualTo(5);
    assertThat(journal.told().heard()).containsEntry(PEER, 5L);
    assertThat(journal.awaited).isGreaterThan(1);
  }

  @Test
  void memoryThatBecameCompleteIsCompleteAfterARestart() {
    KnownLives next = kept(DAY);
    next.begin(SECRET, Optional.empty(), true, journal::append);
    next.complete(born - 1);
    assertThat(journal.told().isComplete()).isFalse();

    next.complete(born);
    next.complete(born);

    assertThat(journal.told().isComplete()).isTrue();
    assertThat(journal.told).hasSize(2);
    KnownLives later = afterwards(DAY, journal.told(), true);
    assertThat(later.isComplete(born)).isTrue();
    assertThat(later.isComplete(born + 1)).isFalse();
  }

  @Test
  void journalIsToldNowAndThenThatTheLifeGoesOn() {
    KnownLives next = afterwards(DAY, new LifeMark(7, true, Map.of(), time.millis()), true);
    time.advance(Duration.ofHours(3));
    next.goesOn();
    assertThat(journal.told).hasSize(1);

    time.advance(Duration.ofMillis(1));
    next.goesOn();
    next.goesOn();

    assertThat(journal.told).hasSize(2);
    assertThat(journal.told().atMs()).isEqualTo(time.millis());
  }

  private static Lives heard(long self, long peer) {
    return Lives.NONE.with(SELF, self).with(PEER, peer);
  }

  private KnownLives kept(Optional<Duration> longestAway) {
    return new KnownLives(
        () -> SELF, () -> memory, members::contains, time, Optional.of(journal), longestAway);
  }

  /** A later process, whose journal says {@code former}. */
  private KnownLives afterwards(Optional<Duration> longestAway, LifeMark former, boolean isWhole) {
    KnownLives next = kept(longestAway);
    next.begin(SECRET, Optional.of(former), isWhole, journal::append);
    return next;
  }

  /** Remembers what it took. */
  private static final class Journal implements LifeLog {
    private final List<LifeMark> told = new ArrayList<>();
    private boolean isFull;
    private int awaited;

    LifeMark told() {
      return told.get(told.size() - 1);
    }

    @Override
    public CompletableFuture<Void> append(LifeMark mark) {
      if (isFull) {
        throw new KmsException(Kind.STORAGE_FULL, "full");
      }
      told.add(mark);
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public void await(CompletableFuture<Void> durable) {
      awaited++;
      if (durable.isCompletedExceptionally()) {
        throw new KmsException(Kind.UNAVAILABLE, "not on the disk");
      }
    }
  }
}
