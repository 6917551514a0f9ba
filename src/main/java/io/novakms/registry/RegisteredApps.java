package io.novakms.registry;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.novakms.diagnostics.LogContext;
import io.novakms.model.AppId;
import io.novakms.model.Permits;
import io.novakms.model.Scheduler;
import io.novakms.model.Ticker;
import io.novakms.model.Wallet;
import io.novakms.registry.rpc.ChainException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Which apps the registry has, so that a member can't make a node store records of apps that are
 * made up. The registry is asked within bounds:
 *
 * <ul>
 *   <li>What is registered stays so, and is remembered; what is not, for a few seconds.
 *   <li>All apps of one request of a member are asked for in one reading, {@link #MOST_ASKED} at
 *       most, and {@link #READINGS_AT_ONCE} readings are under way at most.
 *   <li>A member that named {@link #MOST_MADE_UP} apps that are not registered, within {@link
 *       #MADE_UP_KEPT}, has no more of them asked for meanwhile.
 * </ul>
 *
 * <p>What could not be asked, or was not answered, is unknown. Safe for use by many threads.
 */
public final class RegisteredApps {
  /** Apps that one request has asked for. */
  static final int MOST_ASKED = 1_000;

  /** Readings under way. */
  static final int READINGS_AT_ONCE = 2;

  /** Apps that are not registered, after which a member's further ones are not asked for. */
  static final int MOST_MADE_UP = 200;

  /** For how long that is held against it. */
  static final Duration MADE_UP_KEPT = Duration.ofMinutes(10);

  private static final System.Logger LOG = LogContext.logger("io.novakms.registry");
  private static final int MOST_KNOWN = 100_000;
  private static final Duration NONE_KEPT = Duration.ofSeconds(2);

  /** What the registry says of an app. */
  public enum Standing {
    /** It has the app, whatever its status. */
    REGISTERED,
    /** It does not have it. */
    NOT_REGISTERED,
    /** It could not be asked, or did not answer. */
    UNKNOWN
  }

  /** The boundary to {@code NovaAppRegistry}. */
  @FunctionalInterface
  public interface Register {
    /**
     * Asks the registry whether it has each of {@code apps}.
     *
     * @return what it answered; an app for which it said nothing is missing
     * @throws ChainException where the chain can't be asked
     */
    Map<AppId, Boolean> registered(Set<AppId> apps);
  }

  private final Register register;
  private final Duration patience;
  private final Permits permits;
  private final Cache<AppId, Boolean> known;
  private final Cache<AppId, Boolean> none;
  private final Cache<Wallet, AtomicInteger> madeUp;

  /**
   * Nothing is known yet.
   *
   * @param register the registry
   * @param patience how long a request waits until its reading may begin
   * @param ticker measures how long answers count
   * @param scheduler waits
   */
  public RegisteredApps(Register register, Duration patience, Ticker ticker, Scheduler scheduler) {
    this.register = register;
    this.patience = patience;
    this.permits = new Permits(READINGS_AT_ONCE, scheduler);
    this.known = builder(ticker).maximumSize(MOST_KNOWN).build();
    this.none = builder(ticker).maximumSize(MOST_KNOWN).expireAfterWrite(NONE_KEPT).build();
    this.madeUp = builder(ticker).maximumSize(MOST_KNOWN).expireAfterWrite(MADE_UP_KEPT).build();
  }

  private static Caffeine<Object, Object> builder(Ticker ticker) {
    return Caffeine.newBuilder().ticker(ticker::nanos).executor(Runnable::run);
  }

  /**
   * What the registry says of {@code apps}, of which {@code member} has records. Takes as long as a
   * reading of the chain where some are not known yet.
   */
  public Map<AppId, Standing> of(Set<AppId> apps, Wallet member) {
    Map<AppId, Standing> standings = new HashMap<>();
    Set<AppId> asked = new HashSet<>();
    for (AppId app : apps) {
      if (known.getIfPresent(app) != null) {
        standings.put(app, Standing.REGISTERED);
      } else if (none.getIfPresent(app) != null) {
        standings.put(app, Standing.NOT_REGISTERED);
      } else {
        standings.put(app, Standing.UNKNOWN);
        if (asked.size() < MOST_ASKED) {
          asked.add(app);
        }
      }
    }
    if (!asked.isEmpty() && mayAsk(member)) {
      ask(asked, member).forEach((app, has) -> standings.put(app, standing(has)));
    }
    return standings;
  }

  private static Standing standing(boolean has) {
    return has ? Standing.REGISTERED : Standing.NOT_REGISTERED;
  }

  private boolean mayAsk(Wallet member) {
    AtomicInteger before = madeUp.getIfPresent(member);
    return before == null || before.get() < MOST_MADE_UP;
  }

  private Map<AppId, Boolean> ask(Set<AppId> apps, Wallet member) {
    boolean permitted = false;
    try {
      permitted = permits.tryAcquire(patience);
      return permitted ? answered(apps, member) : Map.of();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Map.of();
    } finally {
      if (permitted) {
        permits.release();
      }
    }
  }

  private Map<AppId, Boolean> answered(Set<AppId> apps, Wallet member) {
    Map<AppId, Boolean> answers;
    try {
      answers = register.registered(apps);
    } catch (ChainException e) {
      LOG.log(Level.DEBUG, "the registry can''t be asked for apps: {0}", e.getMessage());
      return Map.of();
    }
    int absent = 0;
    for (Map.Entry<AppId, Boolean> answer : answers.entrySet()) {
      if (answer.getValue()) {
        known.put(answer.getKey(), true);
      } else {
        none.put(answer.getKey(), true);
        absent++;
      }
    }
    if (absent > 0) {
      note(member, absent);
    }
    return answers;
  }

  private void note(Wallet member, int absent) {
    int before = madeUp.get(member, none -> new AtomicInteger()).getAndAdd(absent);
    if (before < MOST_MADE_UP && before + absent >= MOST_MADE_UP) {
      LOG.log(
          Level.WARNING,
          "member {0} has records of {1} apps that are not registered: its further ones are refused"
              + " for {2} minutes",
          member,
          before + absent,
          MADE_UP_KEPT.toMinutes());
    }
  }
}
