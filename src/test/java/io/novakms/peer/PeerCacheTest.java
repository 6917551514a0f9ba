package io.novakms.peer;

import static io.novakms.peer.Members.APP;
import static io.novakms.peer.Members.KEY;
import static io.novakms.peer.Members.enrolled;
import static io.novakms.peer.Members.instance;
import static io.novakms.peer.Members.snapshot;
import static io.novakms.peer.Members.wallet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.novakms.model.AppId;
import io.novakms.model.Hex;
import io.novakms.model.KmsException;
import io.novakms.model.Wallet;
import io.novakms.registry.Instance;
import io.novakms.registry.InstanceStatus;
import io.novakms.registry.Member;
import io.novakms.registry.VersionStatus;
import java.math.BigInteger;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PeerCacheTest {
  private static final Wallet SELF = wallet(1);
  private static final Duration TTL = Duration.ofSeconds(30);
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

  private final FakeTicker ticker = new FakeTicker();
  private final PeerCache cache =
      new PeerCache(
          () -> SELF,
          APP,
          new UrlPolicy(true, false),
          ticker,
          Clock.fixed(NOW, ZoneOffset.UTC),
          TTL);

  @Test
  void membersBecomePeersWithoutThisNode() {
    PeerSet peers =
        cache.refresh(
            snapshot(
                enrolled(instance(3)),
                enrolled(instance(1)),
                new Member(instance(2), VersionStatus.DEPRECATED)));

    assertThat(peers.peers()).extracting(Peer::wallet).containsExactly(wallet(2), wallet(3));
    assertThat(peers.peers()).extracting(Peer::publicKey).containsOnly(KEY);
    assertThat(peers.self()).contains(enrolled(instance(1)));
    assertThat(peers.rejected()).isEmpty();
    assertThat(peers.block()).hasValueSatisfying(block -> assertThat(block.number()).isEqualTo(7));
    assertThat(peers.refreshedAt()).contains(NOW);
    assertThat(cache.current()).isSameAs(peers);
  }

  @Test
  void oneBadRecordOfEachKindDropsNobodyElse() {
    Wallet unreadable = wallet(99);

    PeerSet peers =
        cache.refresh(
            snapshot(
                List.of(
                    enrolled(instance(2)),
                    enrolled(with(instance(3), KEY.hex(), "http://node-3.example")),
                    enrolled(with(instance(4), Hex.encode(new byte[97]), "https://node-4.example")),
                    enrolled(with(instance(5), "zz", "https://node-5.example")),
                    enrolled(with(instance(6), null, "https://node-6.example")),
                    enrolled(with(instance(7), KEY.hex(), null)),
                    enrolled(with(instance(8), KEY.hex(), "https://10.0.0.1")),
                    new Member(instance(9), VersionStatus.REVOKED),
                    enrolled(with(instance(10), InstanceStatus.STOPPED, true)),
                    enrolled(with(instance(11), InstanceStatus.FAILED, true)),
                    enrolled(with(instance(12), InstanceStatus.ACTIVE, false)),
                    enrolled(with(instance(13), AppId.of(2))),
                    enrolled(instance(14))),
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
    PeerSet peers =
        cache.refresh(
            snapshot(
                enrolled(
                    with(instance(2), Hex.encodePrefixed(KEY.sec1()), "https://node-2.example"))));

    assertThat(peers.peers()).extracting(Peer::publicKey).containsExactly(KEY);
  }

  @Test
  void urlIsNormalised() {
    PeerSet peers =
        cache.refresh(
            snapshot(enrolled(with(instance(2), KEY.hex(), "HTTPS://Node-2.example:443/"))));

    assertThat(peers.peers())
        .extracting(Peer::url)
        .containsExactly(URI.create("https://node-2.example"));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void lastRegistrationOfAWalletCounts(boolean firstListedFirst) {
    Member first = enrolled(numbered(instance(2), 10));
    Member second = enrolled(with(numbered(instance(2), 11), InstanceStatus.STOPPED, true));

    PeerSet peers =
        cache.refresh(firstListedFirst ? snapshot(first, second) : snapshot(second, first));

    assertThat(peers.peers()).isEmpty();
    assertThat(peers.rejected()).containsOnlyKeys(wallet(2));
  }

  @Test
  void repeatedListingIsOnePeer() {
    PeerSet peers = cache.refresh(snapshot(enrolled(instance(2)), enrolled(instance(2))));

    assertThat(peers.peers()).hasSize(1);
    assertThat(peers.rejected()).isEmpty();
  }

  @Test
  void registeringAPeersUrlDoesNotDisplaceIt() {
    PeerSet peers =
        cache.refresh(
            snapshot(
                enrolled(instance(2)), enrolled(with(instance(3), KEY.hex(), instance(2).url()))));

    assertThat(peers.peers()).extracting(Peer::wallet).containsExactly(wallet(2), wallet(3));
  }

  @Test
  void ownRecordIsShownWhateverItsStatus() {
    Member own = enrolled(with(instance(1), InstanceStatus.STOPPED, true));

    assertThat(cache.refresh(snapshot(own)).self()).contains(own);
  }

  @Test
  void ownRecordOfAnotherAppIsNone() {
    assertThat(cache.refresh(snapshot(enrolled(with(instance(1), AppId.of(2))))).self()).isEmpty();
  }

  @Test
  void ownRecordThatCannotBeReadIsReported() {
    PeerSet peers = cache.refresh(snapshot(List.of(), Map.of(SELF, "its record is cut short")));

    assertThat(peers.self()).isEmpty();
    assertThat(peers.rejected()).containsKey(SELF);
  }

  @Test
  void peerIsFoundByItsWalletOnly() {
    cache.refresh(snapshot(enrolled(instance(1)), enrolled(instance(2))));

    assertThat(cache.byWallet(wallet(2))).map(Peer::wallet).contains(wallet(2));
    assertThat(cache.byWallet(wallet(3))).isEmpty();
    assertThat(cache.byWallet(SELF)).isEmpty();
  }

  @Test
  void vanishedPeerIsUnknownAtOnce() {
    cache.refresh(snapshot(enrolled(instance(2)), enrolled(instance(3))));
    PeerSet before = cache.current();

    cache.refresh(snapshot(enrolled(instance(3))));

    assertThat(cache.byWallet(wallet(2))).isEmpty();
    assertThat(before.peer(wallet(2))).isPresent();
  }

  @Test
  void nobodyIsRecognisedBeforeTheFirstRead() {
    assertThat(cache.current().peers()).isEmpty();
    assertUnavailable();
  }

  @Test
  void nobodyIsRecognisedAfterTheTimeToLive() {
    cache.refresh(snapshot(enrolled(instance(2))));

    ticker.advance(TTL);
    assertThat(cache.byWallet(wallet(2))).isPresent();

    ticker.advance(Duration.ofNanos(1));
    assertUnavailable();

    cache.refresh(snapshot(enrolled(instance(2))));
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
            .mapToObj(n -> enrolled(n % 10 == 0 ? with(instance(n), "", "") : instance(n)))
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

  private static Instance with(Instance instance, String key, String url) {
    return copy(instance, instance.id(), instance.appId(), url, key, true, instance.status());
  }

  private static Instance with(Instance instance, InstanceStatus status, boolean verified) {
    return copy(
        instance,
        instance.id(),
        instance.appId(),
        instance.url(),
        instance.teePublicKey(),
        verified,
        status);
  }

  private static Instance with(Instance instance, AppId app) {
    return copy(
        instance,
        instance.id(),
        app,
        instance.url(),
        instance.teePublicKey(),
        true,
        instance.status());
  }

  private static Instance numbered(Instance instance, long id) {
    return copy(
        instance,
        BigInteger.valueOf(id),
        instance.appId(),
        instance.url(),
        instance.teePublicKey(),
        true,
        instance.status());
  }

  private static Instance copy(
      Instance of,
      BigInteger id,
      AppId app,
      String url,
      String key,
      boolean verified,
      InstanceStatus status) {
    return new Instance(
        id,
        app,
        of.versionId(),
        of.operator(),
        url,
        key,
        of.wallet(),
        verified,
        status,
        of.registeredAt());
  }
}
