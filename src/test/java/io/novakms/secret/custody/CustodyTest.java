package io.novakms.secret.custody;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.novakms.config.KmsConfig;
import io.novakms.crypto.MasterSecret;
import io.novakms.crypto.P384;
import io.novakms.crypto.SecretShare;
import io.novakms.crypto.SecretSharing;
import io.novakms.model.KmsException;
import io.novakms.model.KmsException.Kind;
import io.novakms.model.TeePublicKey;
import io.novakms.secret.MasterSecretHolder;
import io.novakms.secret.SecretStatus.Origin;
import io.novakms.secret.TestSecrets;
import io.novakms.secret.VerifiedSecret;
import io.novakms.secret.custody.ShareVerdict.Result;
import io.novakms.testing.FailingTee;
import io.novakms.testing.ManualTime;
import io.novakms.testing.TestCustodians;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a node does with custodians' shares. */
class CustodyTest {
  private static final Duration FRESH = Duration.ofSeconds(45);
  private static final Duration OFFERS = Duration.ofSeconds(120);

  private final ManualTime time = new ManualTime();
  private final TestCustodians custodians = new TestCustodians();
  private final VerifiedSecret secret = TestSecrets.verified(7);
  private final MasterSecretHolder holder = new MasterSecretHolder();
  private final List<String> recoveries = new ArrayList<>();
  private final List<ShareOffer> offered = new ArrayList<>();
  private final CustodyFile file = CustodyFiles.make(custodians.twoOfThree(), secret);
  private Custody custody;

  @BeforeEach
  void build() {
    custody = custody(custodians.twoOfThree(), holder);
  }

  @Test
  void twoSharesRecoverTheSecretAndOneDoesNothing() {
    custody.missing(secret.hash());

    ShareVerdict first = give(1, Purpose.RECOVER);
    assertThat(first).isEqualTo(new ShareVerdict(Result.COUNTED, "anna", 1, 2));
    assertThat(holder.status().isInitialized()).isFalse();
    assertThat(recoveries).isEmpty();
    assertThat(custody.missing(secret.hash()))
        .isEqualTo("1 of the 2 shares that are needed were given by custodians");

    ShareVerdict second = give(3, Purpose.RECOVER);
    assertThat(second).isEqualTo(new ShareVerdict(Result.RECOVERED, "carla", 2, 2));
    assertThat(holder.status().origin()).isEqualTo(Origin.RECOVERED);
    assertThat(holder.status().origin().word()).isEqualTo("recovered");
    assertThat(recoveries).hasSize(1);
  }

  @Test
  void sharesAreDestroyedOnceTheyServed() {
    custody.missing(secret.hash());
    give(1, Purpose.RECOVER);
    assertThat(offered.get(0).share().isDestroyed()).isFalse();

    give(2, Purpose.RECOVER);

    assertThat(offered).allMatch(offer -> offer.share().isDestroyed());
    assertThat(custody.shares(Purpose.RECOVER)).isZero();
  }

  @Test
  void sharesAreDestroyedAfterAnHourWithoutACall() {
    custody.missing(secret.hash());
    give(1, Purpose.RECOVER);
    time.advance(Custody.SHARES_KEPT.minusSeconds(1));
    custody.expire();
    assertThat(offered.get(0).share().isDestroyed()).isFalse();

    time.advance(Duration.ofSeconds(1));
    custody.expire();

    assertThat(offered.get(0).share().isDestroyed()).isTrue();
    custody.missing(secret.hash());
    assertThat(give(2, Purpose.RECOVER).given()).isEqualTo(1);
  }

  @Test
  void sharesAreDestroyedWhereThePeersHadTheSecretAfterAll() {
    custody.missing(secret.hash());
    give(1, Purpose.RECOVER);

    custody.verified(secret);

    assertThat(offered.get(0).share().isDestroyed()).isTrue();
  }

  @Test
  void sharesAreDestroyedWhereTheChainShowsAnotherHash() {
    custody.missing(secret.hash());
    give(1, Purpose.RECOVER);

    custody.missing(TestSecrets.secret(8).hash());

    assertThat(offered.get(0).share().isDestroyed()).isTrue();
  }

  @Test
  void sharesAreDestroyedWhereTheNodeStops() {
    custody.missing(secret.hash());
    give(1, Purpose.RECOVER);

    custody.destroy();

    assertThat(offered.get(0).share().isDestroyed()).isTrue();
  }

  @Test
  void shareThatIsGivenTwiceCountsOnce() {
    custody.missing(secret.hash());
    give(1, Purpose.RECOVER);

    assertThat(give(1, Purpose.RECOVER).given()).isEqualTo(1);
    assertThat(offered.get(0).share().isDestroyed()).isTrue();
    assertThat(give(2, Purpose.RECOVER).result()).isEqualTo(Result.RECOVERED);
  }

  @Test
  void forgedShareIsNamedAndNeverCounts() {
    custody.missing(secret.hash());
    give(1, Purpose.RECOVER);
    ShareOffer forged =
        new ShareOffer(Purpose.RECOVER, file, SecretShare.of(2, new byte[32]), time.instant());

    assertRefused(
        () -> custody.give(key(2), forged),
        Kind.BAD_REQUEST,
        Custody.WRONG_SHARE,
        "the share of ben is not the one that the custody file commits to");

    assertThat(forged.share().isDestroyed()).isTrue();
    assertThat(holder.status().isInitialized()).isFalse();
    assertThat(custody.shares(Purpose.RECOVER)).isEqualTo(1);
    assertThat(give(3, Purpose.RECOVER).result()).isEqualTo(Result.RECOVERED);
  }

  @Test
  void shareOfAnotherCustodianIsNotTheGivers() {
    custody.missing(secret.hash());
    SecretShare bens = custodians.key(2).open(file);

    assertRefused(
        () -> custody.give(key(1), new ShareOffer(Purpose.RECOVER, file, bens, time.instant())),
        Kind.BAD_REQUEST,
        Custody.WRONG_SHARE,
        "the share of anna");
  }

  @Test
  void whoIsNoCustodianOfThisNodeGivesNothing() {
    custody.missing(secret.hash());
    TeePublicKey stranger = new P384(CustodyFiles.CRYPTO).generate().publicKey();

    assertRefused(
        () -> custody.give(stranger, custodians.offer(1, Purpose.RECOVER, file, time.instant())),
        Kind.FORBIDDEN,
        "forbidden",
        "not among the KMS_CUSTODIANS");
    Custody none = custody(KmsConfig.Custody.NONE, holder);
    none.missing(secret.hash());
    assertRefused(
        () -> none.give(key(1), custodians.offer(1, Purpose.RECOVER, file, time.instant())),
        Kind.FORBIDDEN,
        "forbidden",
        "not among the KMS_CUSTODIANS");
  }

  @Test
  void sharesOfTwoFilesAreNotCountedTogether() {
    custody.missing(secret.hash());
    CustodyFile other = CustodyFiles.make(custodians.twoOfThree(), secret);
    give(1, Purpose.RECOVER);

    ShareVerdict verdict =
        custody.give(key(2), custodians.offer(2, Purpose.RECOVER, other, time.instant()));

    assertThat(verdict).isEqualTo(new ShareVerdict(Result.COUNTED, "ben", 1, 2));
    assertThat(give(3, Purpose.RECOVER).result()).isEqualTo(Result.RECOVERED);
  }

  @Test
  void fileOfAnotherSecretIsRefused() {
    CustodyFile other = CustodyFiles.make(custodians.twoOfThree(), TestSecrets.verified(8));
    custody.missing(secret.hash());

    assertRefused(
        () -> custody.give(key(1), custodians.offer(1, Purpose.RECOVER, other, time.instant())),
        Kind.BAD_REQUEST,
        CustodyFileReader.BAD_FILE,
        "another master secret");
  }

  @Test
  void fileThatLiesAboutItsSecretRecoversNothing() {
    // A node that lies can sign any hash over shares of anything.
    CustodyFile lie = Lies.fileOfAnotherSecret(custodians, secret.hash());
    custody.missing(secret.hash());
    custody.give(key(1), custodians.offer(1, Purpose.RECOVER, lie, time.instant()));

    ShareVerdict verdict =
        custody.give(key(2), custodians.offer(2, Purpose.RECOVER, lie, time.instant()));

    assertThat(verdict.result()).isEqualTo(Result.OF_ANOTHER_SECRET);
    assertThat(holder.status().isInitialized()).isFalse();
    assertThat(custody.shares(Purpose.RECOVER)).isZero();
    give(1, Purpose.RECOVER);
    assertThat(give(2, Purpose.RECOVER).result()).isEqualTo(Result.RECOVERED);
  }

  @Test
  void offerOfAnotherTimeIsRefused() {
    custody.missing(secret.hash());
    ShareOffer offer = custodians.offer(1, Purpose.RECOVER, file, time.instant());
    time.advance(OFFERS.plusMillis(1));
    custody.missing(secret.hash());

    assertRefused(
        () -> custody.give(key(1), offer), Kind.BAD_REQUEST, "bad_request", "too far from");
  }

  @Test
  void nodeThatHasSeenNothingTakesNothing() {
    assertRefused(
        () -> give(1, Purpose.RECOVER), Kind.UNAVAILABLE, "service_unavailable", "try again");
    custody.missing(secret.hash());
    time.advance(FRESH);
    assertRefused(
        () -> give(1, Purpose.RECOVER), Kind.UNAVAILABLE, "service_unavailable", "try again");
    assertThat(offered).allMatch(offer -> offer.share().isDestroyed());
  }

  @Test
  void nodeWithTheSecretTakesSharesToRehearseOnly() {
    custody.verified(secret);

    assertRefused(
        () -> give(1, Purpose.RECOVER), Kind.BAD_REQUEST, Custody.NOT_WANTED, "has the master");
    custody.missing(secret.hash());
    assertRefused(
        () -> give(1, Purpose.REHEARSE), Kind.BAD_REQUEST, Custody.NOT_WANTED, "lacks the master");
  }

  @Test
  void rehearsalSaysYesAndKeepsNothing() {
    custody.verified(secret);
    assertThat(custody.rehearsedAt()).isEmpty();

    assertThat(give(2, Purpose.REHEARSE).result()).isEqualTo(Result.COUNTED);
    assertThat(custody.rehearsedAt()).isEmpty();
    assertThat(give(1, Purpose.REHEARSE).result()).isEqualTo(Result.REHEARSED);

    assertThat(custody.rehearsedAt()).contains(time.instant());
    assertThat(offered).allMatch(offer -> offer.share().isDestroyed());
    assertThat(holder.status().isInitialized()).isFalse();
    assertThat(recoveries).isEmpty();
  }

  @Test
  void rehearsalSaysNoWhereTheSharesMakeAnotherSecret() {
    CustodyFile lie = Lies.fileOfAnotherSecret(custodians, secret.hash());
    custody.verified(secret);
    custody.give(key(1), custodians.offer(1, Purpose.REHEARSE, lie, time.instant()));

    ShareVerdict verdict =
        custody.give(key(3), custodians.offer(3, Purpose.REHEARSE, lie, time.instant()));

    assertThat(verdict.result()).isEqualTo(Result.OF_ANOTHER_SECRET);
    assertThat(custody.rehearsedAt()).isEmpty();
  }

  @Test
  void shareGivenToRehearseDoesNotCountForARecovery() {
    custody.verified(secret);
    give(1, Purpose.REHEARSE);
    custody.missing(secret.hash());

    assertThat(give(2, Purpose.RECOVER).given()).isEqualTo(1);
    assertThat(offered.get(0).share().isDestroyed()).isTrue();
  }

  @Test
  void fileIsMadeOnceForASecretAndAnewForAnother() {
    assertRefused(() -> custody.requireFile(), Kind.UNAVAILABLE, "service_unavailable", "yet");
    custody.verified(secret);
    CustodyFile first = custody.requireFile();
    custody.verified(secret);
    assertThat(custody.requireFile()).isSameAs(first);
    assertThat(first.cluster().secretHash()).isEqualTo(secret.hash());

    custody.verified(TestSecrets.verified(8));

    assertThat(custody.requireFile().cluster().secretHash())
        .isEqualTo(TestSecrets.secret(8).hash());
  }

  @Test
  void fileIsMadeOnceTheTeeIsBack() {
    FailingTee tee = new FailingTee(CustodyFiles.tee());
    Custody silent =
        custody(
            custodians.twoOfThree(),
            holder,
            CustodyFiles.maker(custodians.twoOfThree(), tee, time));
    tee.failsToSign = true;
    silent.verified(secret);
    assertRefused(
        silent::requireFile, Kind.UNAVAILABLE, "service_unavailable", "the TEE does not answer");

    tee.failsToSign = false;
    silent.verified(secret);

    assertThat(silent.file()).isPresent();
  }

  @Test
  void nodeWithoutCustodiansHasNoFile() {
    Custody none = custody(KmsConfig.Custody.NONE, holder);
    none.verified(secret);

    assertRefused(none::requireFile, Kind.NOT_FOUND, "not_found", "no custodians");
    assertThat(none.missing(secret.hash())).contains("KMS_CUSTODIANS");
  }

  @Test
  void secretThatAPeerGaveMeanwhileStays() {
    MasterSecretHolder seeded = MasterSecretHolder.seeded(TestSecrets.secret(7));
    custody = custody(custodians.twoOfThree(), seeded);
    custody.missing(secret.hash());
    give(1, Purpose.RECOVER);

    assertThat(give(2, Purpose.RECOVER).result()).isEqualTo(Result.RECOVERED);
    assertThat(seeded.status().origin()).isEqualTo(Origin.SEEDED);
  }

  @Test
  void recoveredSecretOfAnotherHashIsNotTaken() {
    MasterSecret other = TestSecrets.secret(8);

    assertThat(holder.recovered(other, secret.hash())).isFalse();
    assertThat(holder.status().isInitialized()).isFalse();
    assertThat(other.isDestroyed()).isFalse();
  }

  private ShareVerdict give(int custodian, Purpose purpose) {
    ShareOffer offer = custodians.offer(custodian, purpose, file, time.instant());
    offered.add(offer);
    return custody.give(key(custodian), offer);
  }

  private TeePublicKey key(int custodian) {
    return custodians.key(custodian).publicKey();
  }

  private Custody custody(KmsConfig.Custody settings, MasterSecretHolder to) {
    return custody(settings, to, CustodyFiles.maker(settings, CustodyFiles.tee(), time));
  }

  private Custody custody(
      KmsConfig.Custody settings, MasterSecretHolder to, CustodyFileMaker maker) {
    return new Custody(
        new Custody.Settings(settings, FRESH, OFFERS),
        maker,
        to,
        new SecretSharing(CustodyFiles.CRYPTO),
        () -> recoveries.add("recovered"),
        time,
        time);
  }

  private static void assertRefused(Runnable call, Kind kind, String code, String words) {
    Consumer<KmsException> refusal =
        e -> {
          assertThat(e.kind()).isEqualTo(kind);
          assertThat(e.code()).isEqualTo(code);
          assertThat(e.getMessage()).contains(words);
        };
    assertThatThrownBy(call::run).isInstanceOfSatisfying(KmsException.class, refusal);
  }
}
