package io.novakms.admin;

import io.novakms.audit.AuditEvent;
import io.novakms.audit.AuditEvent.Outcome;
import io.novakms.audit.AuditEvent.Target;
import io.novakms.audit.AuditLog;
import io.novakms.diagnostics.LogContext;
import io.novakms.journal.Backups;
import io.novakms.model.KmsException;
import io.novakms.model.Wallet;
import io.novakms.node.Gate;
import io.novakms.node.GatePermit;
import io.novakms.node.GateState.Serving;
import io.novakms.node.Maintenance;
import io.novakms.sync.quorum.Vouching;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * What the {@link NodeMXBean} does. Each operation is an event in the audit log when it has ended.
 * What goes wrong is told in exceptions of the JDK, as a console has no other classes.
 */
@Dependent
public class NodeOperations {
  private static final System.Logger LOG = LogContext.logger("io.novakms.admin");

  /** How long an operator may be kept waiting for a drain. */
  static final Duration LONGEST_DRAIN = Duration.ofMinutes(5);

  /** Names all members that this node waits for. */
  private static final String AWAITED = "awaited";

  private static final Duration PUSH = Duration.ofSeconds(30);
  private static final Duration BACKUP = Duration.ofMinutes(5);
  private static final Duration PULL = Duration.ofSeconds(60);

  private final Maintenance maintenance;
  private final Gate gate;
  private final Backups backups;
  private final Vouching vouching;
  private final AuditLog audit;

  /** Operations that {@code maintenance}, {@code backups} and {@code vouching} carry out. */
  @Inject
  public NodeOperations(
      Maintenance maintenance, Gate gate, Backups backups, Vouching vouching, AuditLog audit) {
    this.maintenance = maintenance;
    this.gate = gate;
    this.backups = backups;
    this.vouching = vouching;
    this.audit = audit;
  }

  boolean tickNow() {
    return audited(
        "admin.tick",
        null,
        maintenance::tickNow,
        started -> started ? "a tick was started" : "a tick is running already");
  }

  DeliveryData pushNow() {
    return audited(
        "admin.push",
        null,
        () -> new DeliveryData(maintenance.pushNow(PUSH)),
        DeliveryData::getSummary);
  }

  PullData pullSnapshot(String wallet) {
    return audited(
        "admin.pull_snapshot",
        wallet == null ? null : Target.peer(wallet),
        () -> new PullData(maintenance.pullSnapshot(parse(wallet), PULL)),
        pull -> pull.getRecords() + " records; " + pull.getDetail());
  }

  DeliveryData drain(int seconds) {
    return audited(
        "admin.drain",
        null,
        () -> {
          if (seconds < 0 || seconds > LONGEST_DRAIN.toSeconds()) {
            throw new UnfitArgument("seconds is 0 to " + LONGEST_DRAIN.toSeconds());
          }
          return new DeliveryData(maintenance.drain(Duration.ofSeconds(seconds)));
        },
        DeliveryData::getSummary);
  }

  BackupData backup() {
    return audited(
        "admin.backup",
        null,
        () -> {
          try (GatePermit permit = gate.enterAsPeer()) {
            return new BackupData(backups.write(permit.secret().secret(), BACKUP));
          }
        },
        written -> written.getFile() + ": " + written.getRecords() + " records");
  }

  RestoreData restore(String file) {
    return audited(
        "admin.restore",
        null,
        () -> {
          try (GatePermit permit = gate.enterAsPeer()) {
            return new RestoreData(
                backups.restore(permit.secret().secret(), String.valueOf(file), BACKUP));
          }
        },
        restored -> restored.getRecords() + " records, " + restored.getChanged() + " changed");
  }

  String[] declareLost(String wallets) {
    return audited(
        "admin.declare_lost",
        wallets == null ? null : Target.peer(wallets),
        () -> {
          vouching.lost(named(wallets));
          maintenance.tickNow();
          return awaited();
        },
        still -> still.length == 0 ? "no member is waited for" : "waits for " + still.length);
  }

  private Collection<Wallet> named(String wallets) {
    return AWAITED.equals(wallets)
        ? vouching.status().waitingFor()
        : Stream.of(String.valueOf(wallets).split(","))
            .map(String::strip)
            .map(NodeOperations::parse)
            .toList();
  }

  private String[] awaited() {
    return vouching.status().waitingFor().stream().map(Wallet::address).toArray(String[]::new);
  }

  boolean resume() {
    return audited(
        "admin.resume",
        null,
        () -> {
          maintenance.resume();
          return gate.state() instanceof Serving;
        },
        open -> open ? "the gate is open" : "the gate is still closed");
  }

  /**
   * The operator's mistake, in this node's own words. It has a type of its own, since any other
   * exception, an {@link IllegalArgumentException} too, is a fault of this node. No console gets to
   * see it, but one of the JDK's in its place.
   */
  private static final class UnfitArgument extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnfitArgument(String message) {
      super(message);
    }
  }

  private interface Work<T> {
    T run() throws InterruptedException;
  }

  private <T> T audited(String action, Target target, Work<T> work, Function<T, String> words) {
    try {
      T done = work.run();
      write(action, target, Outcome.OK, words.apply(done));
      return done;
    } catch (UnfitArgument e) {
      write(action, target, Outcome.REFUSED, e.getMessage());
      throw new IllegalArgumentException(e.getMessage());
    } catch (KmsException e) {
      if (e.kind() == KmsException.Kind.INTERNAL) {
        throw fault(action, target, e);
      }
      write(action, target, Outcome.REFUSED, e.getMessage());
      throw new IllegalStateException(e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      write(action, target, Outcome.FAILED, "interrupted");
      throw new IllegalStateException("it was interrupted");
    } catch (RuntimeException e) {
      throw fault(action, target, e);
    }
  }

  /** An unexpected exception: its class and message go to the log only. */
  private IllegalStateException fault(String action, Target target, RuntimeException e) {
    LOG.log(Level.ERROR, action + " failed", e);
    write(action, target, Outcome.FAILED, KmsException.Kind.INTERNAL.code());
    return new IllegalStateException("a fault of this node; its log has more");
  }

  private void write(String action, Target target, Outcome outcome, String detail) {
    audit.write(
        new AuditEvent(
            action,
            Operators.current(),
            Optional.ofNullable(target),
            outcome,
            Optional.of(detail),
            Optional.empty()));
  }

  private static Wallet parse(String wallet) {
    try {
      return Wallet.parse(wallet);
    } catch (IllegalArgumentException | NullPointerException e) {
      throw new UnfitArgument("a wallet is 0x and 40 hex digits");
    }
  }
}
