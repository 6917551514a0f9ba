package io.novakms.sync.quorum;

import static org.assertj.core.api.Assertions.assertThat;

import io.novakms.model.Wallet;
import io.novakms.testing.ManualTime;
import io.novakms.testing.Members;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The life of a node, and the lives that it has heard of. */
class KnownLivesTest {
  private static final Wallet SELF = Members.wallet(1);
  private static final Wallet PEER = Members.wallet(2);
  private static final Wallet OTHER = Members.wallet(3);
  private static final Wallet STRANGER = Members.wallet(9);

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
}
