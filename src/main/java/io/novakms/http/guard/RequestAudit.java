package io.novakms.http.guard;

import io.novakms.audit.Actor;
import io.novakms.audit.AuditEvent;
import io.novakms.audit.AuditEvent.Outcome;
import io.novakms.audit.AuditEvent.Target;
import io.novakms.audit.AuditLog;
import io.novakms.http.message.Errors;
import io.novakms.model.AppId;
import io.novakms.model.KmsException;
import io.novakms.model.Wallet;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What one request does, as it becomes known; one event for the audit trail when the request ends,
 * however it does. Not thread-safe.
 */
public final class RequestAudit {
  /** The detail of what was done for a caller that did not get to read it. */
  static final String ANSWER_NOT_SENT = "answer_not_sent";

  private final AuditLog log;
  private final String requestId;
  private String action;
  private Actor actor;
  private Target target;
  private Outcome outcome = Outcome.OK;
  private String code;
  private boolean written = true;
  private boolean done;

  /**
   * A trail of which nothing more is known.
   *
   * @param log gets the event
   * @param action what the route is for
   * @param actor who came, with nothing proven
   */
  RequestAudit(AuditLog log, String requestId, String action, Actor actor) {
    this.log = log;
    this.requestId = requestId;
    this.action = action;
    this.actor = actor;
  }

  /** The caller has proven {@code wallet}. */
  void proven(Wallet wallet) {
    actor = actor.proven(wallet);
  }

  /** The registry knows the caller, as an instance of {@code app} where it is one. */
  void known(Optional<AppId> app) {
    actor = actor.known(app);
  }

  /** The request turned out to be for {@code exactly}. */
  public void does(String exactly) {
    action = exactly;
  }

  /** The request is about {@code what}. */
  public void concerns(Target what) {
    target = what;
  }

  /** The request makes no event, unless it is refused or fails. */
  public void isNoEventWhereItSucceeds() {
    written = false;
  }

  /**
   * The route has done all that the request asks for. What goes wrong after that keeps the answer
   * back, and undoes nothing: the event must not say that it was refused.
   */
  void done() {
    done = true;
  }

  /** The request was answered with {@code error}. */
  void refused(KmsException error) {
    boolean fault = error.kind() == KmsException.Kind.INTERNAL;
    ended(fault ? Outcome.FAILED : Outcome.REFUSED, error.code());
  }

  /** The request was answered with a fault of this node. */
  void failed() {
    ended(Outcome.FAILED, KmsException.Kind.INTERNAL.code());
  }

  /** Does {@code work}, and writes the event, whatever comes of it. */
  Response of(Supplier<Response> work) {
    boolean answered = false;
    try {
      Response answer = work.get();
      answered = true;
      return answer;
    } catch (KmsException e) {
      refused(e);
      answered = true;
      throw e;
    } catch (WebApplicationException e) {
      ended(Outcome.REFUSED, Errors.body(e.getResponse().getStatus()).code());
      answered = true;
      throw e;
    } finally {
      if (!answered) {
        failed();
      }
      write();
    }
  }

  private void ended(Outcome how, String why) {
    outcome = done ? Outcome.FAILED : how;
    code = done ? ANSWER_NOT_SENT : why;
    written = true;
  }

  private void write() {
    if (written && log.isOn()) {
      log.write(
          new AuditEvent(
              action,
              actor,
              Optional.ofNullable(target),
              outcome,
              Optional.ofNullable(code),
              Optional.of(requestId)));
    }
  }
}
