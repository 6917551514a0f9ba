package io.novakms.sync.quorum;

import io.novakms.model.Wallet;
import java.time.Clock;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * The life of this node, and the latest life of each other member that it has heard of. A life
 * begins with the process, and anew whenever the store is emptied. Its number is the time at which
 * it began, in Unix milliseconds, and is raised above each that another member names for this
 * node's wallet: a node whose clock was set back over a restart is not taken for its former life.
 *
 * <p>Only authenticated members are to be heard. Lives of wallets that are no members are dropped,
 * so that it never holds more than there are members. Safe for use by many threads.
 */
public final class KnownLives {
  private final Supplier<Wallet> self;
  private final Supplier<UUID> memory;
  private final Predicate<Wallet> isOtherMember;
  private final Clock clock;
  private final AtomicReference<State> state;

  /** The memory that {@code life} is of, and what was heard of others. */
  private record State(UUID memory, long life, Lives others) {}

  /**
   * Begins a life. No other has been heard of yet.
   *
   * @param self the wallet of this node; not asked for before something is heard or stated
   * @param memory the epoch of the store: another one means that the store was emptied
   * @param isOtherMember whether a wallet is that of another member
   * @param clock gives the number of a life
   */
  public KnownLives(
      Supplier<Wallet> self, Supplier<UUID> memory, Predicate<Wallet> isOtherMember, Clock clock) {
    this.self = self;
    this.memory = memory;
    this.isOtherMember = isOtherMember;
    this.clock = clock;
    this.state =
        new AtomicReference<>(new State(memory.get(), Math.max(1, clock.millis()), Lives.NONE));
  }

  /** The number of this node's life. */
  public long life() {
    return state.updateAndGet(this::current).life();
  }

  /** The latest life of each other member that was heard of. */
  public Lives others() {
    return state.get().others();
  }

  /** What this node states now: its life, and the lives that it has heard of, its own included. */
  public Statement own() {
    State now = state.updateAndGet(this::current);
    Wallet wallet = self.get();
    return new Statement(wallet, now.life(), now.others().with(wallet, now.life()));
  }

  /** Remembers the life of the member that said something, and the lives that it had heard of. */
  public void heard(Statement said) {
    Wallet wallet = self.get();
    Lives told = said.life() > 0 ? said.heard().with(said.member(), said.life()) : said.heard();
    state.updateAndGet(before -> joined(current(before), told, wallet));
  }

  private State joined(State before, Lives told, Wallet wallet) {
    Lives others = ofMembers(before.others().join(told));
    long named = told.of(wallet);
    long life = named > before.life() ? named + 1 : before.life();
    return others.equals(before.others()) && life == before.life()
        ? before
        : new State(before.memory(), life, others);
  }

  private State current(State before) {
    UUID now = memory.get();
    return now.equals(before.memory())
        ? before
        : new State(now, Math.max(clock.millis(), before.life() + 1), before.others());
  }

  private Lives ofMembers(Lives lives) {
    return new Lives(
        lives.byWallet().entrySet().stream()
            .filter(entry -> isOtherMember.test(entry.getKey()))
            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
  }
}
