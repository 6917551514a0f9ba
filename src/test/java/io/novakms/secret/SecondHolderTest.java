package io.novakms.secret;

import static org.assertj.core.api.Assertions.assertThat;

import io.novakms.crypto.CryptoProviders;
import io.novakms.crypto.P384;
import io.novakms.model.TeePublicKey;
import io.novakms.model.Wallet;
import io.novakms.peer.PeerCache;
import io.novakms.peer.PeerOutlook;
import io.novakms.peer.PeerSet;
import io.novakms.peer.PeerStatus;
import io.novakms.peer.PeerStatus.SecretState;
import io.novakms.peer.PeerTransport;
import io.novakms.peer.UrlPolicy;
import io.novakms.registry.Member;
import io.novakms.secret.SecretStatus.Origin;
import io.novakms.testing.ManualTime;
import io.novakms.testing.Members;
import io.novakms.testing.ScriptedPeers;
import io.novakms.wiring.server.ExecutorScheduler;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SecondHolderTest {
  private static final TeePublicKey KEY =
      new P384(CryptoProviders.available()).generate().publicKey();
  private static final Wallet SECOND = Members.wallet(2);
  private static final Wallet THIRD = Members.wallet(3);
  private static final VerifiedSecret SECRET = TestSecrets.verified(1);

  private final Map<Wallet, PeerStatus> answers = new HashMap<>();
  private final PeerSet peers = peers(Map.of(), SECOND, THIRD);
  private SecretStatus origin = new SecretStatus(Origin.GENERATED);
  private final SecondHolder second =
      new SecondHolder(
          () -> origin,
          new HolderSearch(
              statuses(), new ExecutorScheduler(Runnable::run), Duration.ofSeconds(4)));

  @Test
  void generatingNodeWaitsUntilAMemberThatAnswersHasTheSecret() {
    answers.put(SECOND, says(SecretState.UNINITIALIZED, false));
    assertThat(second.missing(SECRET, peers)).isPresent();

    answers.put(SECOND, says(SecretState.SYNCED, false));
    assertThat(second.missing(SECRET, peers)).isEmpty();
  }

  @Test
  void memberWithASecretThatTheChainMayNotKnowIsNone() {
    answers.put(SECOND, says(SecretState.GENERATED, false));
    answers.put(THIRD, says(SecretState.SEEDED, false));
    assertThat(second.missing(SECRET, peers)).isPresent();

    answers.put(THIRD, says(SecretState.SEEDED, true));
    assertThat(second.missing(SECRET, peers)).isEmpty();
  }

  @Test
  void nodeOpensAloneWhereNoMemberAnswers() {
    assertThat(second.missing(SECRET, peers)).isEmpty();
  }

  @Test
  void nodeOpensAloneWhereThereIsNoOtherMember() {
    assertThat(second.missing(SECRET, peers(Map.of()))).isEmpty();
  }

  @Test
  void memberWhoseRecordIsUnknownMayBeOneThatAnswers() {
    assertThat(second.missing(SECRET, peers(Map.of(Members.wallet(4), "limited"), SECOND)))
        .isPresent();
  }

  @Test
  void nodeThatMayOpenStaysOpenWhateverMembersJoin() {
    assertThat(second.missing(SECRET, peers)).isEmpty();
    answers.put(SECOND, says(SecretState.UNINITIALIZED, false));
    assertThat(second.missing(SECRET, peers)).isEmpty();
    assertThat(second.missing(TestSecrets.verified(2), peers)).isPresent();
  }

  @Test
  void secretThatCameFromElsewhereIsElsewhere() {
    answers.put(SECOND, says(SecretState.UNINITIALIZED, false));
    for (Origin other : List.of(Origin.SEEDED, Origin.SYNCED, Origin.RECOVERED)) {
      origin = new SecretStatus(other);
      assertThat(second.missing(SECRET, peers)).isEmpty();
    }
  }

  private PeerTransport statuses() {
    return ScriptedPeers.telling(
        peer ->
            Optional.ofNullable(answers.get(peer.wallet()))
                .map(CompletableFuture::completedFuture)
                .orElseGet(() -> CompletableFuture.failedFuture(new IllegalStateException())));
  }

  private static PeerStatus says(SecretState state, boolean serves) {
    return new PeerStatus(
        Optional.empty(),
        serves,
        serves,
        state,
        state != SecretState.UNINITIALIZED,
        Optional.empty(),
        List.of(),
        PeerOutlook.NONE);
  }

  private static PeerSet peers(Map<Wallet, String> unknown, Wallet... wallets) {
    Member[] members =
        Stream.of(wallets)
            .map(wallet -> Members.member(wallet, KEY, "https://" + wallet + ".example"))
            .toArray(Member[]::new);
    ManualTime time = new ManualTime();
    PeerCache cache =
        new PeerCache(
            () -> Members.wallet(1),
            Members.KMS,
            new UrlPolicy(true, true),
            time,
            time,
            Duration.ofSeconds(45));
    return cache.refresh(
        Members.snapshot(1, Optional.empty(), Map.of(), unknown.keySet(), members));
  }
}
