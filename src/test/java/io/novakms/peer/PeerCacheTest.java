package io.novakms.peer;

import static io.novakms.peer.SamplePeers.KEY;
import static io.novakms.peer.SamplePeers.member;
import static io.novakms.peer.SamplePeers.url;
import static io.novakms.testing.Members.wallet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.novakms.model.AppId;
import io.novakms.model.Hex;
import io.novakms.model.KmsException;
import io.novakms.model.Wallet;
import io.novakms.registry.ChainSnapshot;
import io.novakms.registry.Instance;
import io.novakms.registry.InstanceStatus;
import io.novakms.registry.Member;
import io.novakms.registry.VersionStatus;
import io.novakms.testing.ManualTime;
import io.novakms.testing.Members;
import java.math.BigInteger;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PeerCacheTest {
  private static final Wallet SELF = wallet(1);
  private static final Duration TTL = Duration.ofSeconds(30);

  private final ManualTime time = new ManualTime();
  private final PeerCache cache =
      new PeerCache(() -> SELF, Members.KMS, new UrlPolicy(true, false), time, time, TTL);

  @Test
  void membersBecomePeersWithoutThisNode() {
    PeerSet peers =
        cache.refresh(
            snapshot(
                member(3),
                member(1),
                with(2, InstanceStatus.ACTIVE, true, VersionStatus.DEPRECATED)));

    assertThat(peers.peers()).extracting(Peer::wallet).containsExactly(wallet(2), wallet(3));
    assertThat(peers.peers()).extracting(Peer::publicKey).containsOnly(KEY);
    assertThat(peers.self()).contains(member(1));
    assertThat(peers.rejected()).isEmpty();
    assertThat(peers.block()).hasValueSatisfying(block -> assertThat(block.number()).isEqualTo(7));
    assertThat(peers.refreshedAt()).contains(time.instant());
    assertThat(cache.current()).isSameAs(peers);
  }

  @Test
  void oneBadRecordOfEachKindDropsNoOther() {
    Wallet unreadable = wallet(99);

    PeerSet peers =
        cache.refresh(
            snapshot(
                List.of(
                    member(2),
                    with(3, KEY.hex(), "http://node-3.example"),
                    with(4, Hex.encode(new byte[97]), "https://node-4.example"),
                    with(5, "zz", "https://node-5.example"),
                    with(6, null, "https://node-6.example"),
                    with(7, KEY.hex(), null),
                    with(8, KEY.hex(), "https://10.0.0.1"),
                    with(9, InstanceStatus.ACTIVE, true, VersionStatus.REVOKED),
                    with(10, InstanceStatus.STOPPED, true, VersionStatus.ENROLLED),
                    with(11, InstanceStatus.FAILED, true, VersionStatus.ENROLLED),
                    with(12, InstanceStatus.ACTIVE, false, VersionStatus.ENROLLED),
                    as(13, 13, AppId.of(2), InstanceStatus.ACTIVE),
                    member(14)),
                Map.of(unreadable, "its record is cut short")));

    assertThat(peers.peers()).extracting(Peer::wallet).containsExactly(wallet(2), wallet(14));
    assertThat(peers.rejected())
        .hasSize(12)
        .containsEntry(unreadable, "its record is cut short")
        .hasEntrySatisfying(wallet(3), reason -> assertThat(reason).contains("https://"))
        .hasEntrySatisfying(wallet(4), reason -> assertThat(reason).contains("P-384"))
        .hasEntrySatisfying(wallet(5), reason -> assertThat(reason).contains("teePubkey"))
        .hasEntrySatisfying(wallet(6), reason -> assertThat(reason).contains("teePubkey"))
        .hasEntrySatisfying(wallet(7), reason -> assertThat(reason).contains("URL"))
        .hasEntrySatisfying(wallet(8), reason -> assertThat(reason).contains("private"))
        .hasEntrySatisfying(wallet(9), reason -> assertThat(reason).contains("version is REVOKED"))
        .hasEntrySatisfying(wallet(10), reason -> assertThat(reason).contains("STOPPED"))
        .hasEntrySatisfying(wallet(11), reason -> assertThat(reason).contains("FAILED"))
        .hasEntrySatisfying(wallet(12), reason -> assertThat(reason).contains("zkVerified"))
        .hasEntrySatisfying(wallet(13), reason -> assertThat(reason).contains("app 1"));
  }

  @Test
  void uncompressedPointIsAKey() {
    PeerSet peers = cache.refresh(snapshot(with(2, Hex.encodePrefixed(KEY.sec1()), url(2))));

    assertThat(peers.peers()).extracting(Peer::publicKey).containsExactly(KEY);
  }

  @Test
  void urlIsNormalised() {
    PeerSet peers = cache.refresh(snapshot(with(2, KEY.hex(), "HTTPS://Node-2.example:443/")));

    assertThat(peers.peers())
        .extracting(Peer::url)
        .containsExactly(URI.create("https://node-2.example"));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void lastRegistrationOfAWalletCounts(boolean firstListedFirst) {
    Member first = as(2, 10, Members.KMS, InstanceStatus.ACTIVE);
    Member second = as(2, 11, Members.KMS, InstanceStatus.STOPPED);

    PeerSet peers =
        cache.refresh(firstListedFirst ? snapshot(first, second) : snapshot(second, first));

    assertThat(peers.peers()).isEmpty();
    assertThat(peers.rejected()).containsOnlyKeys(wallet(2));
  }

  @Test
  void repeatedListingIsOnePeer() {
    PeerSet peers = cache.refresh(snapshot(member(2), member(2)));

    assertThat(peers.peers()).hasSize(1);
    assertThat(peers.rejected()).isEmpty();
  }

  @Test
  void registeringAPeersUrlDoesNotDisplaceIt() {
    PeerSet peers = cache.refresh(snapshot(member(2), with(3, KEY.hex(), url(2))));

    assertThat(peers.peers()).extracting(Peer::wallet).containsExactly(wallet(2), wallet(3));
  }

  @Test
  void ownRecordIsShownWhateverItsStatus() {
    Member own = with(1, InstanceStatus.STOPPED, true, VersionStatus.ENROLLED);

    assertThat(cache.refresh(snapshot(own)).self()).contains(own);
  }

  @Test
  void ownRecordOfAnotherAppIsNone() {
    assertThat(cache.refresh(snapshot(as(1, 1, AppId.of(2), InstanceStatus.ACTIVE))).self())
        .isEmpty();
  }

  @Test
  void ownRecordThatCannotBeReadIsReported() {
    PeerSet peers = cache.refresh(snapshot(List.of(), Map.of(SELF, "its record is cut short")));

    assertThat(peers.self()).isEmpty();
    assertThat(peers.rejected()).containsKey(SELF);
  }

  @Test
  void peerIsFoundByItsWalletOnly() {
    cache.refresh(snapshot(member(1), member(2)));

    assertThat(cache.byWallet(wallet(2))).map(Peer::wallet).contains(wallet(2));
    assertThat(cache.byWallet(wallet(3))).isEmpty();
    assertThat(cache.byWallet(SELF)).isEmpty();
  }

  @Test
  void vanishedPeerIsUnknownAtOnce() {
    cache.refresh(snapshot(member(2), member(3)));
    PeerSet before = cache.current();

    cache.refresh(snapshot(member(3)));

    assertThat(cache.byWallet(wallet(2))).isEmpty();
    assertThat(before.peer(wallet(2))).isPresent();
  }

  @Test
  void noPeerIsRecognisedBeforeTheFirstRead() {
    assertThat(cache.current().peers()).isEmpty();
    assertUnavailable();
  }

  @Test
  void noPeerIsRecognisedAfterTheTimeToLive() {
    cache.refresh(snapshot(member(2)));

    time.advance(TTL);
    assertThat(cache.byWallet(wallet(2))).isPresent();

    time.advance(Duration.ofNanos(1));
    assertUnavailable();

    cache.refresh(snapshot(member(2)));
    assertThat(cache.byWallet(wallet(2))).isPresent();
  }

  @Test
  void emptyMembershipIsKnownToBeEmpty() {
    cache.refresh(snapshot());

    assertThat(cache.byWallet(wallet(2))).isEmpty();
  }

  @Test
  void thousandsOfMembersAreSortedOut() {
    Member[] members =
        IntStream.rangeClosed(1, 2_000)
            .mapToObj(n -> n % 10 == 0 ? with(n, "", "") : member(n))
            .toArray(Member[]::new);

    PeerSet peers = cache.refresh(snapshot(members));

    assertThat(peers.peers()).hasSize(1_799);
    assertThat(peers.rejected()).hasSize(200);
  }

  private void assertUnavailable() {
    assertThatThrownBy(() -> cache.byWallet(wallet(2)))
        .isInstanceOfSatisfying(
            KmsException.class, e -> assertThat(e.kind()).isEqualTo(KmsException.Kind.UNAVAILABLE));
  }

  private static Member with(int n, String key, String url) {
    return Members.member(wallet(n), key, url, InstanceStatus.ACTIVE, true, VersionStatus.ENROLLED);
  }

  private static Member with(
      int n, InstanceStatus status, boolean verified, VersionStatus version) {
    return Members.member(wallet(n), KEY.hex(), url(n), status, verified, version);
  }

  /** Member {@code n} under another number, or of another app. */
  private static Member as(int n, long id, AppId app, InstanceStatus status) {
    Instance of = member(n).instance();
    return new Member(
        new Instance(
            BigInteger.valueOf(id),
            app,
            of.versionId(),
            of.operator(),
            of.url(),
            of.teePublicKey(),
            of.wallet(),
            true,
            status,
            of.registeredAt()),
        VersionStatus.ENROLLED);
  }

  private static ChainSnapshot snapshot(Member... members) {
    return Members.snapshot(7, Optional.empty(), members);
  }

  private static ChainSnapshot snapshot(List<Member> members, Map<Wallet, String> unreadable) {
    return new ChainSnapshot(snapshot().block(), Optional.empty(), members, unreadable, 1);
  }

  @Test
  void memberOfWhichNothingIsKnownIsNoPeerAndStillCounts() {
    PeerSet peers =
        cache.refresh(
            Members.snapshot(7, Optional.empty(), Map.of(), Set.of(wallet(5)), member(1)));

    assertThat(peers.peers()).isEmpty();
    assertThat(peers.isAlone()).isFalse();
    assertThat(peers.unknown()).containsOnlyKeys(wallet(5));
    assertThat(peers.mayBePeer(wallet(5))).isTrue();
    assertThat(peers.mayBePeer(wallet(6))).isFalse();
    assertThat(peers.rejected()).isEmpty();
    assertUnavailable(5);
    assertThat(cache.byWallet(wallet(6))).isEmpty();
  }

  @Test
  void recordThatWasReadEarlierIsBelievedNoLongerThanOthersOfItsAge() {
    Map<Wallet, Duration> ages = Map.of(wallet(2), TTL.minusSeconds(10));
    cache.refresh(
        Members.snapshot(7, Optional.empty(), ages, Set.of(), member(1), member(2), member(3)));
    time.advance(Duration.ofSeconds(10));
    assertThat(cache.byWallet(wallet(2))).isPresent();
    time.advance(Duration.ofNanos(1));

    assertUnavailable(2);
    assertThat(cache.byWallet(wallet(3))).isPresent();
  }

  @Test
  void recordOlderThanItsTimeToLiveIsUnknown() {
    Map<Wallet, Duration> ages = Map.of(wallet(2), TTL.plusNanos(1));

    PeerSet peers =
        cache.refresh(Members.snapshot(7, Optional.empty(), ages, Set.of(), member(1), member(2)));

    assertThat(peers.peers()).isEmpty();
    assertThat(peers.unknown()).containsOnlyKeys(wallet(2));
    assertUnavailable(2);
  }

  private void assertUnavailable(int peer) {
    assertThatThrownBy(() -> cache.byWallet(wallet(peer)))
        .isInstanceOfSatisfying(
            KmsException.class, e -> assertThat(e.kind()).isEqualTo(KmsException.Kind.UNAVAILABLE));
  }
}
