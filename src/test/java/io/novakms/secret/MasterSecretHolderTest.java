package io.novakms.secret;

import static org.assertj.core.api.Assertions.assertThat;

import io.novakms.crypto.CryptoProviders;
import io.novakms.crypto.MasterSecret;
import io.novakms.crypto.P384;
import io.novakms.peer.Peer;
import io.novakms.secret.SecretStatus.Origin;
import io.novakms.testing.Members;
import org.junit.jupiter.api.Test;

class MasterSecretHolderTest {
  private static final Peer PEER =
      Members.peer(
          Members.wallet(2),
          new P384(CryptoProviders.available()).generate().publicKey(),
          "https://node-2.example");

  private final MasterSecretHolder holder = new MasterSecretHolder();

  @Test
  void secretIsMadeWithoutALock() {
    holder.generate(
        () -> {
          assertThat(Thread.holdsLock(holder)).isFalse();
          return TestSecrets.secret(1);
        });

    assertThat(holder.secret()).contains(TestSecrets.secret(1));
    assertThat(holder.status().origin()).isEqualTo(Origin.GENERATED);
  }

  @Test
  void secretThatWasWithdrawnIsTakenAgainBeforeAnotherIsMade() {
    holder.generate(() -> TestSecrets.secret(1));
    holder.withdrawGenerated();
    assertThat(holder.secret()).isEmpty();

    holder.generate(() -> TestSecrets.secret(2));

    assertThat(holder.secret()).contains(TestSecrets.secret(1));
  }

  @Test
  void formerSecretComesBackWithItsHash() {
    holder.synced(TestSecrets.secret(1), PEER);
    VerifiedSecret first = holder.verify(TestSecrets.secret(1).hash()).orElseThrow();
    holder.synced(TestSecrets.secret(2), PEER);
    holder.verify(TestSecrets.secret(2).hash()).orElseThrow();

    VerifiedSecret again = holder.verify(TestSecrets.secret(1).hash()).orElseThrow();

    assertThat(again).isSameAs(first);
    assertThat(again.secret().isDestroyed()).isFalse();
    assertThat(holder.status().origin()).isEqualTo(Origin.SYNCED);
    assertThat(holder.verify(TestSecrets.secret(2).hash())).isPresent();
  }

  @Test
  void seedThatTheChainDoesNotShowStaysAtHand() {
    MasterSecretHolder seeded = MasterSecretHolder.seeded(TestSecrets.secret(1));
    seeded.synced(TestSecrets.secret(2), PEER);
    seeded.verify(TestSecrets.secret(2).hash()).orElseThrow();

    assertThat(seeded.verify(TestSecrets.secret(1).hash())).isPresent();
    assertThat(seeded.status().origin()).isEqualTo(Origin.SEEDED);
  }

  @Test
  void secretThatThisNodeMadeIsNotPushedOutByThoseOfPeers() {
    holder.generate(() -> TestSecrets.secret(1));
    for (int secret = 2; secret < 3 * MasterSecretHolder.MAX_SPARE; secret++) {
      holder.synced(TestSecrets.secret(secret), PEER);
      holder.verify(TestSecrets.secret(secret).hash()).orElseThrow();
    }

    assertThat(holder.verify(TestSecrets.secret(1).hash())).isPresent();
    assertThat(holder.status().origin()).isEqualTo(Origin.GENERATED);
  }

  @Test
  void allOfThemAreDestroyedAtTheEnd() {
    MasterSecret first = TestSecrets.secret(1);
    MasterSecret second = TestSecrets.secret(2);
    holder.synced(first, PEER);
    holder.verify(first.hash());
    holder.synced(second, PEER);
    holder.verify(second.hash());

    holder.destroy();

    assertThat(first.isDestroyed()).isTrue();
    assertThat(second.isDestroyed()).isTrue();
  }
}
