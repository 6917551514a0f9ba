package io.novakms.sync.quorum;

import io.novakms.model.KmsException;
import io.novakms.model.KmsException.Kind;
import io.novakms.model.SecretHash;
import io.novakms.model.Wallet;
import java.util.Collection;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Whether this node vouches for absence: whether it holds everything that a majority can have
 * acknowledged before its memory began. Once it vouches it does so until that memory ends: what is
 * acknowledged later is held by a majority, of which each majority of vouchers has a member.
 *
 * <p>How a memory comes to vouch:
 *
 * <ul>
 *   <li>It was there before the secret was on the chain, as this process made the secret: from its
 *       start, since nothing was acknowledged before.
 *   <li>The memory of a former secret is back as it was set aside: if it vouched by then. A node
 *       that was away keeps what it knew.
 *   <li>The life of a former process goes on, as its journal was loaded whole ({@link KnownLives}):
 *       if that one vouched.
 *   <li>Any other, after a restart, with a seed or with a recovered secret: once it has {@link
 *       #merged} what enough vouching members hold, or each other member is accounted for ({@link
 *       MemoryRecovery}). Where no member vouches, as among seeded nodes, or after all were lost at
 *       once, all do as soon as they have compared with each other.
 *   <li>No other member: the node has all there is. That lasts as long as it is so.
 * </ul>
 *
 * <p>A member that was never seen is waited for like one that is away: it may hold something. An
 * operator's word ends that, {@link #lost}. Members of another kind can't be asked: each has to be
 * pulled from in full. A member that joins later changes nothing for a memory that vouches.
 *
 * <p>What a member gave counts only where it had heard of this node's present life by then: else it
 * could acknowledge a record afterwards, and count together with an acknowledgement of this node's
 * former life. So where the number of this node's life is raised ({@link KnownLives}), it starts
 * over. Safe for use by many threads.
 */
public final class Vouching {
  /** How many secrets are remembered; a further one does not count as created or returned. */
  private static final int MOST_SECRETS = 64;

  private final KnownLives lives;

  // All guarded by the lock of this object.
  private final Set<SecretHash> begun = new HashSet<>();
  private final Set<SecretHash> aside = new HashSet<>();
  private final Set<Wallet> pulled = new HashSet<>();
  private final Set<Wallet> lost = new HashSet<>();
  private Optional<SecretHash> under = Optional.empty();
  private Optional<Members> members = Optional.empty();
  private MemoryRecovery recovery = new MemoryRecovery();
  private long life;
  private boolean vouches;
  private boolean created;

  /**
   * What an operator sees.
   *
   * @param vouches whether this node vouches
   * @param waitingFor the members that are to be accounted for before it does; none where it does
   * @param lost the members of which an operator said that what they held is lost
   */
  public record Status(boolean vouches, Set<Wallet> waitingFor, Set<Wallet> lost) {
    /** Copies, in the order of the wallets. */
    public Status {
      waitingFor = new TreeSet<>(waitingFor);
      lost = new TreeSet<>(lost);
    }
  }

  /** A node that has no memory of any secret yet, and knows no members. */
  public Vouching(KnownLives lives) {
    this.lives = lives;
  }

  /** The memory of the present secret is about to be set aside. */
  public synchronized void end() {
    settle();
    if (vouches && under.isPresent() && aside.size() < MOST_SECRETS) {
      aside.add(under.get());
    }
    under = Optional.empty();
    startOver(lives.life());
  }

  /**
   * The memory of the secret with this hash has begun.
   *
   * @param isIntact whether it has all that this process ever stored under that secret
   * @param isMadeHere whether this process made the secret, while the chain had none
   */
  public synchronized void begin(SecretHash hash, boolean isIntact, boolean isMadeHere) {
    boolean isFirst = begun.size() < MOST_SECRETS && begun.add(hash);
    boolean vouchedBefore = aside.remove(hash);
    under = Optional.of(hash);
    startOver(lives.life());
    created = isFirst && isMadeHere;
    vouches = created || vouchedBefore && isIntact;
    settle();
  }

  /** The members now; for each tick, since they become more and fewer. */
  public synchronized void know(Members now) {
    members = Optional.of(now);
    pulled.retainAll(now.all());
    settle();
  }

  /**
   * Everything that a member held is merged here.
   *
   * @param begun this node's {@link #life} when that began; where it is over, nothing counts
   * @param given the member's memory, as it said before it gave the first of it, or the last
   */
  public synchronized void merged(long begun, MemoryState given) {
    refresh();
    if (begun != life) {
      return;
    }
    Statement said = given.said();
    pulled.add(said.member());
    if (said.life() == 0 || said.heard().of(lives.own().member()) == life) {
      recovery.merged(said, given.vouches());
    }
    settle();
  }

  /**
   * An operator says that what these members held, and no other member holds, is lost. It counts
   * until this life ends.
   *
   * @throws KmsException NOT_FOUND where one of them is no other member; nothing has changed then
   */
  public synchronized void lost(Collection<Wallet> named) {
    refresh();
    Set<Wallet> known = members.map(Members::all).orElse(Set.of());
    for (Wallet wallet : named) {
      if (!known.contains(wallet)) {
        throw new KmsException(Kind.NOT_FOUND, "no other member has the wallet " + wallet);
      }
    }
    named.stream().filter(lost::add).forEach(recovery::lost);
    settle();
  }

  /** Whether an operator said so of each of {@code named}. */
  public synchronized boolean isLost(Collection<Wallet> named) {
    refresh();
    return lost.containsAll(named);
  }

  /**
   * What this node states of the memory under that secret, where it vouches. It has to be asked
   * before the memory is: what a member gave meanwhile is in the memory first.
   */
  public synchronized Optional<Statement> voucher(SecretHash hash) {
    settle();
    return isVouching() && under.equals(Optional.of(hash))
        ? Optional.of(lives.own())
        : Optional.empty();
  }

  /** As {@link #voucher}, also where this node does not vouch. */
  public synchronized MemoryState state(SecretHash hash) {
    Optional<Statement> voucher = voucher(hash);
    return new MemoryState(voucher.orElseGet(lives::own), voucher.isPresent());
  }

  /**
   * As {@link #state}, to be told to a member that may count it in a quorum: returns once a restart
   * of this node does not forget what it states.
   *
   * @throws KmsException UNAVAILABLE where the journal is not read, or does not take it
   */
  public MemoryState durableState(SecretHash hash) {
    MemoryState stated = state(hash);
    // Not under the lock: it waits for the disk.
    lives.durable();
    return stated;
  }

  /** The number of this node's present life. */
  public long life() {
    return lives.life();
  }

  /** What this node states now, whether or not it vouches. */
  public Statement own() {
    return lives.own();
  }

  /** Remembers which lives a member has heard of; see {@link KnownLives#heard}. */
  public void heard(Statement said) {
    lives.heard(said);
  }

  /** The other members; empty before they are known. */
  public synchronized Optional<Members> members() {
    return members;
  }

  /** What an operator sees. */
  public synchronized Status status() {
    settle();
    Set<Wallet> waiting = isVouching() ? Set.of() : members.map(this::waitingFor).orElse(Set.of());
    return new Status(isVouching(), waiting, lost);
  }

  /** The node is all there is only as long as that is so: it is not remembered. */
  private boolean isVouching() {
    return under.isPresent()
        && lives.told().isPresent()
        && (vouches || members.filter(known -> known.all().isEmpty()).isPresent());
  }

  private void settle() {
    refresh();
    if (!vouches && under.isPresent()) {
      vouches =
          members
              .filter(known -> !known.all().isEmpty())
              .filter(known -> waitingFor(known).isEmpty())
              .isPresent();
    }
    if (vouches) {
      lives.complete(life);
    }
  }

  private Set<Wallet> waitingFor(Members known) {
    Set<Wallet> waiting = new HashSet<>(known.foreign());
    waiting.removeAll(pulled);
    waiting.removeAll(lost);
    waiting.addAll(recovery.waitingFor(lives.own(), known.askable()));
    return waiting;
  }

  private void refresh() {
    long now = lives.life();
    if (now != life) {
      boolean wasCreated = created;
      startOver(now);
      created = wasCreated;
      vouches = wasCreated || lives.isComplete(now);
    }
  }

  private void startOver(long now) {
    life = now;
    recovery = new MemoryRecovery();
    pulled.clear();
    lost.clear();
    vouches = false;
    created = false;
  }
}
