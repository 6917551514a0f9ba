package io.novakms.secret.custody;

import io.novakms.config.KmsConfig;
import io.novakms.crypto.SecretShare;
import io.novakms.crypto.SecretSharing;
import io.novakms.diagnostics.LogContext;
import io.novakms.model.Custodian;
import io.novakms.model.KmsException;
import io.novakms.model.KmsException.Kind;
import io.novakms.model.SecretHash;
import io.novakms.model.TeePublicKey;
import io.novakms.model.Ticker;
import io.novakms.secret.MasterSecretHolder;
import io.novakms.secret.SecretListener;
import io.novakms.secret.VerifiedSecret;
import io.novakms.secret.custody.ShareVerdict.Result;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Custody on this node: it keeps a custody file of the verified master secret, and accepts
 * custodians' shares. It recovers the secret from them only where it lacks the one with the chain's
 * hash ({@link Purpose#RECOVER}), and otherwise checks whether they make the secret that it has
 * ({@link Purpose#REHEARSE}). No secret is adopted whose hash is not the chain's. Shares are
 * destroyed after use, and in any case an hour after they were given. Safe for use by many threads.
 */
public final class Custody implements SecretListener {
  /** How long a share is kept. */
  public static final Duration SHARES_KEPT = Duration.ofHours(1);

  /** The error code for a share that does not match the file's commitment. */
  public static final String WRONG_SHARE = "wrong_share";

  /** The error code for a share for a purpose that this node does not accept now. */
  public static final String NOT_WANTED = "share_not_wanted";

  private static final System.Logger LOG = LogContext.logger("io.novakms.secret");

  /** The latest tick's observation: one of the two is present, or none before the first tick. */
  private record Seen(Optional<VerifiedSecret> secret, Optional<SecretHash> missing, long at) {}

  /**
   * How this node behaves.
   *
   * @param custody the custodians and the threshold
   * @param fresh how long a tick's observation counts
   * @param offers how far the time in an offer may be off
   */
  public record Settings(KmsConfig.Custody custody, Duration fresh, Duration offers) {}

  private final Settings settings;
  private final CurrentFile file;
  private final ShareCombiner combiner;
  private final Runnable onRecovery;
  private final Clock clock;
  private final Ticker ticker;
  private final ShareCollection recovery;
  private final ShareCollection rehearsal;

  private volatile Seen seen;
  private volatile Instant rehearsedAt;

  /**
   * A custody before the first tick.
   *
   * @param settings how it behaves
   * @param maker makes the custody file
   * @param holder takes a recovered secret
   * @param sharing combines shares
   * @param onRecovery told when a secret was recovered; returns at once
   * @param clock dates rehearsals and offers
   * @param ticker measures how long shares are kept
   */
  public Custody(
      Settings settings,
      CustodyFileMaker maker,
      MasterSecretHolder holder,
      SecretSharing sharing,
      Runnable onRecovery,
      Clock clock,
      Ticker ticker) {
    this.settings = settings;
    this.file = new CurrentFile(settings.custody(), maker);
    this.combiner = new ShareCombiner(sharing, holder);
    this.onRecovery = onRecovery;
    this.clock = clock;
    this.ticker = ticker;
    this.recovery = new ShareCollection(ticker, SHARES_KEPT);
    this.rehearsal = new ShareCollection(ticker, SHARES_KEPT);
    this.seen = new Seen(Optional.empty(), Optional.empty(), ticker.nanos());
  }

  @Override
  public void verified(VerifiedSecret secret) {
    seen = new Seen(Optional.of(secret), Optional.empty(), ticker.nanos());
    recovery.forgetAll();
    file.keepOf(secret);
  }

  @Override
  public String missing(SecretHash onChain) {
    boolean same = seen.missing().filter(onChain::equals).isPresent();
    seen = new Seen(Optional.empty(), Optional.of(onChain), ticker.nanos());
    rehearsal.forgetAll();
    if (!same) {
      recovery.forgetAll();
    }
    return settings.custody().isOn()
        ? recovery.most()
            + " of the "
            + settings.custody().threshold()
            + " shares that are needed were given by custodians"
        : "no custodian is set (KMS_CUSTODIANS)";
  }

  /** Destroys the shares whose time is over; to be called often. */
  public void expire() {
    recovery.expire();
    rehearsal.expire();
  }

  /** Destroys all shares: the node is stopping. */
  public void destroy() {
    recovery.forgetAll();
    rehearsal.forgetAll();
  }

  /** How many custodians there are. */
  public int custodians() {
    return settings.custody().custodians().size();
  }

  /** The custody file of the secret that this node has; empty where there is none yet. */
  public Optional<CustodyFile> file() {
    return file.find();
  }

  /**
   * The custody file.
   *
   * @throws KmsException NOT_FOUND where this node has no custodians; UNAVAILABLE where there is no
   *     file yet, with the reason
   */
  public CustodyFile requireFile() {
    return file.require();
  }

  /** How many shares of one file are here, to recover the secret or to rehearse it. */
  public int shares(Purpose purpose) {
    return collection(purpose).most();
  }

  /**
   * When shares were last found to make the secret of this node; empty where never since it runs.
   */
  public Optional<Instant> rehearsedAt() {
    return Optional.ofNullable(rehearsedAt);
  }

  /**
   * The custodian with {@code key}.
   *
   * @throws KmsException FORBIDDEN where no custodian of this node has it
   */
  public Custodian custodian(TeePublicKey key) {
    return settings.custody().custodians().stream()
        .filter(custodian -> custodian.publicKey().equals(key))
        .findFirst()
        .orElseThrow(
            () ->
                new KmsException(
                    Kind.FORBIDDEN, "this key is not among the KMS_CUSTODIANS of this node"));
  }

  /**
   * Takes the share of a custodian.
   *
   * @param giver the key of which the giver was proven to be the holder
   * @param offer the share and its file; the share is destroyed here, now or later
   * @throws KmsException FORBIDDEN where the giver is no custodian of this node, or not in the
   *     file; BAD_REQUEST where the share is not the one that the file commits to ({@link
   *     #WRONG_SHARE}), the file is of another secret, or this node does not accept a share for
   *     that purpose ({@link #NOT_WANTED}); UNAVAILABLE where it can't tell yet
   */
  public ShareVerdict give(TeePublicKey giver, ShareOffer offer) {
    boolean taken = false;
    try {
      custodian(giver);
      CustodyEntry entry = checked(giver, offer);
      SecretHash wanted = wanted(offer.purpose());
      if (!offer.file().cluster().secretHash().equals(wanted)) {
        throw bad(
            CustodyFileReader.BAD_FILE,
            "the custody file is of another master secret than the one with the chain's hash");
      }
      taken = true;
      return count(giver, offer, entry, wanted);
    } finally {
      if (!taken) {
        offer.share().destroy();
      }
    }
  }

  private CustodyEntry checked(TeePublicKey giver, ShareOffer offer) {
    if (Duration.between(offer.at(), clock.instant()).abs().compareTo(settings.offers()) > 0) {
      throw bad(Kind.BAD_REQUEST.code(), "at_ms is too far from this node's clock");
    }
    CustodyEntry entry =
        offer
            .file()
            .entryOf(giver)
            .orElseThrow(
                () ->
                    new KmsException(
                        Kind.FORBIDDEN, "the custody file has no share for this custodian"));
    if (!entry.isOf(offer.share())) {
      throw bad(
          WRONG_SHARE,
          "the share of "
              + entry.custodian().name()
              + " is not the one that the custody file commits to: it does not count");
    }
    return entry;
  }

  private SecretHash wanted(Purpose purpose) {
    Seen now = seen;
    if (ticker.nanos() - now.at() >= settings.fresh().toNanos()) {
      now = new Seen(Optional.empty(), Optional.empty(), now.at());
    }
    if (now.secret().isEmpty() && now.missing().isEmpty()) {
      throw new KmsException(
          Kind.UNAVAILABLE,
          "this node has not compared its secret with the chain: try again later");
    }
    Optional<SecretHash> wanted =
        purpose == Purpose.RECOVER ? now.missing() : now.secret().map(VerifiedSecret::hash);
    return wanted.orElseThrow(
        () ->
            bad(
                NOT_WANTED,
                purpose == Purpose.RECOVER
                    ? "this node has the master secret: a share can only be rehearsed here"
                    : "this node lacks the master secret: a share can't be rehearsed here"));
  }

  private synchronized ShareVerdict count(
      TeePublicKey giver, ShareOffer offer, CustodyEntry entry, SecretHash hash) {
    CustodyFile from = offer.file();
    ShareCollection collection = collection(offer.purpose());
    List<SecretShare> shares = collection.add(giver, from, offer.share());
    Result result = Result.COUNTED;
    if (shares.size() >= from.threshold()) {
      result = combiner.combine(offer.purpose(), shares.subList(0, from.threshold()), hash);
      collection.forget(from);
      LOG.log(
          Level.INFO,
          "{0} shares of custody file {1}: {2}",
          shares.size(),
          from.digest(),
          result.word());
    }
    if (result == Result.REHEARSED) {
      rehearsedAt = clock.instant();
    }
    if (result == Result.RECOVERED) {
      recovery.forgetAll();
      onRecovery.run();
    }
    return new ShareVerdict(result, entry.custodian().name(), shares.size(), from.threshold());
  }

  private ShareCollection collection(Purpose purpose) {
    return purpose == Purpose.RECOVER ? recovery : rehearsal;
  }

  private static KmsException bad(String code, String why) {
    return new KmsException(Kind.BAD_REQUEST, code, why, null);
  }
}
