package io.novakms.sync.snapshot;

import static io.novakms.sync.Replica.SECRET;
import static org.assertj.core.api.Assertions.assertThat;

import io.novakms.config.KmsConfig;
import io.novakms.model.AppId;
import io.novakms.secret.SecretStatus;
import io.novakms.secret.SecretStatus.Origin;
import io.novakms.sync.Replica;
import io.novakms.sync.TestCluster;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** How a node starts beside members of which the chain's node does not say who they are. */
class UnknownMembersTest {
  private static final KmsConfig.Sync SMALL_PAGES =
      new KmsConfig.Sync(Replica.INTERVAL, 10, 1 << 20, false);

  private final TestCluster cluster = new TestCluster(3, SMALL_PAGES);
  private final Replica joining = cluster.get(0);
  private final Replica b = cluster.get(1);
  private final Replica c = cluster.get(2);

  UnknownMembersTest() {
    joining.origin = new SecretStatus(Origin.SEEDED);
    joining.serving = false;
    for (int i = 0; i < 95; i++) {
      b.put(AppId.of(7), "key-" + i, "v");
      c.put(AppId.of(7), "key-" + i, "v");
    }
  }

  private Optional<String> missing() {
    return joining.pull.missing(SECRET, cluster.peersOf(joining)).map(MissingData::detail);
  }

  @Test
  void memberOfWhichNothingIsKnownIsNotTakenForNone() {
    cluster.members.removeAll(List.of(b, c));
    cluster.unknown.add(b.wallet);

    for (int tick = 0; tick < 5; tick++) {
      assertThat(missing().orElseThrow()).contains("1 more members");
    }
    cluster.unknown.clear();

    assertThat(missing()).isEmpty();
  }

  @Test
  void nodeThatWasGivenItsSecretWaitsForTheMemberThatItCantAskYet() {
    b.serving = false;
    cluster.members.remove(c);
    cluster.unknown.add(c.wallet);

    assertThat(missing()).isPresent();
    assertThat(missing()).isPresent();
    cluster.unknown.clear();
    cluster.members.add(c);

    assertThat(missing()).isEmpty();
    assertThat(joining.contents()).hasSize(95);
  }
}
