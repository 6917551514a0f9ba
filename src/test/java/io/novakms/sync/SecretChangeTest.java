package io.novakms.sync;

import static io.novakms.sync.Replica.INTERVAL;
import static io.novakms.sync.Replica.SECRET;
import static org.assertj.core.api.Assertions.assertThat;

import io.novakms.model.AppId;
import io.novakms.secret.TestSecrets;
import io.novakms.secret.VerifiedSecret;
import io.novakms.store.StoreStats;
import io.novakms.sync.FakeNetwork.Weather;
import io.novakms.sync.snapshot.MissingData;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A cluster whose master secret becomes another one while its nodes run. */
class SecretChangeTest {
  private static final AppId APP = AppId.of(7);
  private static final VerifiedSecret NEXT = TestSecrets.verified(2);

  private final TestCluster cluster = new TestCluster(3);
  private final Replica a = cluster.get(0);
  private final Replica b = cluster.get(1);
  private final Replica c = cluster.get(2);

  @BeforeEach
  void allHoldTheSame() {
    a.put(APP, "old", "1");
    cluster.replicas.forEach(replica -> assertThat(catchUp(replica)).isEmpty());
    cluster.settle();
    assertThat(c.get(APP, "old")).isEqualTo("1");
  }

  @Test
  void dataOfTheSecretBeforeGoesAndThatOfTheClusterIsTakenBeforeTheGateOpens() {
    String epoch = a.status().bootEpoch().orElseThrow();
    a.serving = false;
    nextSecret(b, c);
    b.put(APP, "new", "2");

    a.secret = NEXT;
    cluster.network.setTo(b, Weather.CLOSED);
    cluster.network.setTo(c, Weather.CLOSED);
    assertThat(catchUp(a)).isPresent();
    assertThat(a.contents()).isEmpty();
    assertThat(a.store.stats()).isEqualTo(StoreStats.EMPTY);
    cluster.network.setTo(b, Weather.FINE);
    assertThat(catchUp(a)).isEmpty();

    assertThat(a.contents()).containsOnlyKeys("7/new");
    assertThat(a.get(APP, "new")).isEqualTo("2");
    assertThat(a.status().bootEpoch()).isNotEqualTo(Optional.of(epoch));
  }

  @Test
  void nothingOfTheSecretBeforeIsPushed() {
    nextSecret(a, b, c);
    cluster.network.sent.clear();
    a.put(APP, "new", "2");
    cluster.settle();

    assertThat(cluster.replicas)
        .allSatisfy(replica -> assertThat(replica.contents()).containsOnlyKeys("7/new"));
    assertThat(cluster.network.sent).isNotEmpty();
    assertThat(cluster.network.sent).noneMatch(sent -> sent.body().toString().contains("\"old\""));
  }

  @Test
  void nodeThatIsStillOnTheSecretBeforeIsNotListenedTo() {
    c.serving = false;
    nextSecret(a, b);
    c.serving = true;
    c.put(APP, "late", "1");
    cluster.pass(INTERVAL.multipliedBy(2));

    assertThat(a.contents()).isEmpty();
    assertThat(b.contents()).isEmpty();

    nextSecret(c);
    a.put(APP, "new", "2");
    cluster.settle();
    assertThat(c.contents()).containsOnlyKeys("7/new");
  }

  @Test
  void formerSecretComesBackWithItsDataAndNothingIsWaitedFor() {
    nextSecret(a, b, c);
    a.put(APP, "new", "2");
    cluster.settle();

    cluster.replicas.forEach(replica -> replica.secret = SECRET);
    cluster.replicas.forEach(replica -> replica.serving = false);
    cluster.replicas.forEach(replica -> assertThat(catchUp(replica)).isEmpty());
    cluster.replicas.forEach(replica -> replica.serving = true);
    a.put(APP, "later", "3");
    cluster.settle();

    assertThat(cluster.replicas)
        .allSatisfy(replica -> assertThat(replica.contents()).containsOnlyKeys("7/later", "7/old"));
    assertThat(c.get(APP, "old")).isEqualTo("1");
  }

  @Test
  void nodeThatSawAnotherSecretForAWhileHearsWhatItMissed() {
    a.serving = false;
    a.secret = NEXT;
    cluster.network.setTo(b, Weather.CLOSED);
    cluster.network.setTo(c, Weather.CLOSED);
    assertThat(catchUp(a)).isPresent();
    cluster.network.allFine();
    b.store.delete(APP, "old");
    b.put(APP, "missed", "2");
    cluster.pass(INTERVAL.multipliedBy(2));

    a.secret = SECRET;
    assertThat(catchUp(a)).isEmpty();
    a.serving = true;
    cluster.settle();

    assertThat(a.get(APP, "missed")).isEqualTo("2");
    assertThat(cluster.replicas)
        .allSatisfy(replica -> assertThat(replica.get(APP, "old")).isNull());
  }

  private void nextSecret(Replica... replicas) {
    for (Replica replica : replicas) {
      replica.secret = NEXT;
      replica.serving = false;
    }
    for (Replica replica : replicas) {
      assertThat(catchUp(replica)).isEmpty();
      replica.serving = true;
    }
  }

  private Optional<MissingData> catchUp(Replica replica) {
    return replica.pull.missing(replica.secret, cluster.peersOf(replica));
  }
}
