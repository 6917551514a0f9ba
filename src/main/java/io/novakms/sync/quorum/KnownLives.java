package io.novakms.sync.quorum;

import io.novakms.journal.LifeKeeper;
import io.novakms.journal.LifeLog;
import io.novakms.journal.LifeMark;
import io.novakms.model.KmsException;
import io.novakms.model.KmsException.Kind;
import io.novakms.model.SecretHash;
import io.novakms.model.Wallet;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * The life of this node, and the latest life of each other member that it has heard of. A life
 * begins with the process, and anew whenever the store is emptied. Its number is the time at which
 * it began, in Unix milliseconds, and is raised above each that another member names for this
 * node's wallet: a node whose clock was set back over a restart is not taken for its former life.
 *
 * <p>With a journal, the life goes on where that journal was read whole, and the node was not away
 * for too long: all that it ever said of what it stores is true of what was read. So what decides
 * that is written to the journal: the life, the lives heard of, and whether the memory is complete.
 * Before the journal was read there is no life, and nothing may be stated.
 *
 * <p>Only authenticated members are to be heard. Lives of wallets that are no members are dropped,
 * so that it never holds more than there are members. Safe for use by many threads.
 */
public final class KnownLives implements LifeKeeper {
  /** How often the journal is told that a life goes on, in the time that a node may be away. */
  private static final int TOLD_AGAIN = 8;

  private final Supplier<Wallet> self;
  private final Supplier<UUID> memory;
  private final Predicate<Wallet> isOtherMember;
  private final Clock clock;
  private final Optional<LifeLog> log;
  private final Optional<Duration> longestAway;

  // Changed under the lock of this object.
  private volatile LifeState state;
  private CompletableFuture<Void> saved = CompletableFuture.completedFuture(null);
  private long savedAtMs;
  private boolean hasBegun;

  /**
   * Begins a life that ends with the process. No other has been heard of yet.
   *
   * @param self the wallet of this node; not asked for before something is heard or stated
   * @param memory the epoch of the store: another one means that the store was emptied
   * @param isOtherMember whether a wallet is that of another member
   * @param clock gives the number of a life
   */
  public KnownLives(
      Supplier<Wallet> self, Supplier<UUID> memory, Predicate<Wallet> isOtherMember, Clock clock) {
    this(self, memory, isOtherMember, clock, Optional.empty(), Optional.empty());
  }

  /**
   * As above; with a log, the life is not decided before {@link #begin}.
   *
   * @param log where the life is kept; empty where memory is all there is
   * @param longestAway for how long the node may have been away and go on with its life; empty
   *     where it never does: in an enclave the host can show an old journal
   */
  public KnownLives(
      Supplier<Wallet> self,
      Supplier<UUID> memory,
      Predicate<Wallet> isOtherMember,
      Clock clock,
      Optional<LifeLog> log,
      Optional<Duration> longestAway) {
    this.self = self;
    this.memory = memory;
    this.isOtherMember = isOtherMember;
    this.clock = clock;
    this.log = log;
    this.longestAway = longestAway;
    this.state = born(memory.get(), Math.max(1, clock.millis()), 0, Lives.NONE);
  }

  /** The number of this node's life; one that may not come to be, before that is decided. */
  public long life() {
    return current().life();
  }

  /** The latest life of each other member that was heard of. */
  public Lives others() {
    return state.others();
  }

  /**
   * What this node knows now: its life, and the lives that it has heard of, its own included. It
   * has no life before that is decided.
   */
  public Statement own() {
    return statement(current());
  }

  /** As {@link #own}, to be told to other members; empty before the life is decided. */
  public Optional<Statement> told() {
    return Optional.of(own()).filter(now -> now.life() > 0);
  }

  /**
   * What this node states to others where that may count in a quorum: returns once a restart does
   * not forget it.
   *
   * @throws KmsException UNAVAILABLE where the journal is not read, or does not take it
   */
  public Statement durable() {
    Statement told =
        told()
            .orElseThrow(
                () ->
                    new KmsException(
                        Kind.UNAVAILABLE, "this node's journal is not open yet: try again"));
    log.ifPresent(kept -> kept.await(saved()));
    return told;
  }

  /** Remembers the life of the member that said something, and the lives that it had heard of. */
  public void heard(Statement said) {
    Wallet wallet = self.get();
    Lives told = said.life() > 0 ? said.heard().with(said.member(), said.life()) : said.heard();
    synchronized (this) {
      LifeState before = current();
      Lives others = ofMembers(before.others().join(told));
      long named = Math.max(before.named(), told.of(wallet));
      LifeState after = before.after(others, named);
      if (after.life() > before.life() || !others.equals(before.others())) {
        become(after);
      } else {
        state = after;
      }
    }
  }

  /** The memory has all that a majority acknowledged before {@code life}, if that is not over. */
  public void complete(long life) {
    if (current().isComplete()) {
      return;
    }
    synchronized (this) {
      LifeState before = current();
      if (before.life() == life && !before.isComplete()) {
        become(before.complete());
      }
    }
  }

  /**
   * Whether {@code life} is not over, and {@link #complete} was said of it, or a former process.
   */
  public boolean isComplete(long life) {
    LifeState now = current();
    return now.isDecided() && now.isComplete() && now.life() == life;
  }

  @Override
  public synchronized void begin(
      SecretHash secret,
      Optional<LifeMark> former,
      boolean isWhole,
      Function<LifeMark, CompletableFuture<Void>> journal) {
    LifeState now = current();
    boolean goesOn = !hasBegun && isWhole && former.filter(mark -> goesOn(mark, now)).isPresent();
    hasBegun = true;
    state = goesOn ? now.resumed(former.orElseThrow()) : now.decided(former);
    save(journal);
  }

  @Override
  public synchronized void goesOn() {
    long since = Math.abs(clock.millis() - savedAtMs);
    boolean isDue = longestAway.filter(most -> since > most.toMillis() / TOLD_AGAIN).isPresent();
    if (isDue && current().isDecided()) {
      save();
    }
  }

  /**
   * A life that another member knows to be over wrote to a journal of which this is an old copy.
   */
  private boolean goesOn(LifeMark former, LifeState now) {
    long away = Math.abs(clock.millis() - former.atMs());
    return now.named() <= former.life()
        && longestAway.filter(most -> away <= most.toMillis()).isPresent();
  }

  private Statement statement(LifeState now) {
    Wallet wallet = self.get();
    long life = now.isDecided() ? now.life() : 0;
    return new Statement(wallet, life, now.others().with(wallet, life));
  }

  private LifeState current() {
    LifeState now = state;
    return now.memory().equals(memory.get()) ? now : emptied();
  }

  private synchronized LifeState emptied() {
    LifeState before = state;
    UUID now = memory.get();
    if (!now.equals(before.memory())) {
      long life = Math.max(clock.millis(), before.life() + 1);
      state = born(now, life, before.named(), before.others());
    }
    return state;
  }

  private LifeState born(UUID now, long life, long named, Lives others) {
    return new LifeState(now, life, named, others, false, log.isEmpty());
  }

  private void become(LifeState next) {
    state = next;
    if (next.isDecided()) {
      save();
    }
  }

  private void save() {
    log.ifPresent(kept -> save(kept::append));
  }

  private void save(Function<LifeMark, CompletableFuture<Void>> to) {
    savedAtMs = clock.millis();
    try {
      saved = to.apply(state.mark(savedAtMs));
    } catch (KmsException e) {
      // It is tried again before anything is stated.
      saved = CompletableFuture.failedFuture(e);
    }
  }

  private synchronized CompletableFuture<Void> saved() {
    if (saved.isCompletedExceptionally()) {
      save();
    }
    return saved;
  }

  private Lives ofMembers(Lives lives) {
    return new Lives(
        lives.byWallet().entrySet().stream()
            .filter(entry -> isOtherMember.test(entry.getKey()))
            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
  }
}
