package io.novakms.http.guard;

import io.novakms.audit.Actor;
import io.novakms.audit.AuditEvent;
import io.novakms.audit.AuditEvent.Outcome;
import io.novakms.audit.AuditEvent.Target;
import io.novakms.audit.AuditLog;
import io.novakms.auth.CallerKind;
import io.novakms.auth.ClientAddressResolver;
import io.novakms.http.message.Errors;
import io.novakms.http.message.RequestId;
import io.novakms.model.AppId;
import io.novakms.model.KmsException;
import io.novakms.model.Wallet;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Collects what one request does, and writes it as one audit event when the request ends. Not
 * thread-safe.
 */
public final class RequestAudit {
  /** The detail of an event whose work was done, but whose answer could not be sealed or signed. */
  static final String ANSWER_NOT_SENT = "answer_not_sent";

  private final AuditLog log;
  private final String requestId;
  private String action;
  private Actor actor;
  private Target target;
  private Outcome outcome = Outcome.OK;
  private String code;
  private boolean written = true;
  private boolean handled;

  private RequestAudit(AuditLog log, String requestId, String action, Actor actor) {
    this.log = log;
    this.requestId = requestId;
    this.action = action;
    this.actor = actor;
  }

  /**
   * An audit of a request of which nothing is proven.
   *
   * @param log gets the event
   * @param clients tells the address of the client
   * @param kind how the caller has to prove its wallet
   * @param request as it was received
   * @param action the event's name
   */
  static RequestAudit begin(
      AuditLog log,
      ClientAddressResolver clients,
      CallerKind kind,
      InboundRequest request,
      String action) {
    String address = log.isOn() ? request.client(clients).address().getHostAddress() : "";
    return new RequestAudit(
        log, RequestId.of(request.servletRequest()), action, Actor.unproven(kind, address));
  }

  /** As {@link #begin}, of a request that came as a custodian's. */
  public static RequestAudit ofCustodian(
      AuditLog log, ClientAddressResolver clients, InboundRequest request, String action) {
    String address = log.isOn() ? request.client(clients).address().getHostAddress() : "";
    return new RequestAudit(
        log, RequestId.of(request.servletRequest()), action, Actor.unprovenCustodian(address));
  }

  /** The caller has proven {@code wallet}. */
  void proven(Wallet wallet) {
    actor = actor.proven(wallet);
  }

  /** The registry knows the caller, as an instance of {@code app} where it is one. */
  void known(Optional<AppId> app) {
    actor = actor.known(app);
  }

  /** The caller holds the key of the custodian called {@code name}. */
  public void isCustodian(String name) {
    actor = actor.named(name);
  }

  /** The request was carried out, and came to nothing for the reason {@code code}. */
  public void cameToNothing(String code) {
    ended(Outcome.REFUSED, code);
  }

  /** Gives the event a more exact name. */
  public void action(String exactly) {
    action = exactly;
  }

  /** Names what the request is about. */
  public void target(Target what) {
    target = what;
  }

  /** Writes the event only where the request is refused or fails. */
  public void onlyFailures() {
    written = false;
  }

  /**
   * The handler has done all that the request asks for. A later failure withholds the answer and
   * undoes nothing, so the event must not say that the request was refused.
   */
  public void handled() {
    handled = true;
  }

  /** The request was answered with {@code error}. */
  void refused(KmsException error) {
    boolean fault = error.kind() == KmsException.Kind.INTERNAL;
    ended(fault ? Outcome.FAILED : Outcome.REFUSED, error.code());
  }

  /** JAX-RS answers the request with {@code error}. */
  void refused(WebApplicationException error) {
    ended(Outcome.REFUSED, Errors.body(error.getResponse().getStatus()).code());
  }

  /** The request was answered with a fault of this node. */
  void failed() {
    ended(Outcome.FAILED, KmsException.Kind.INTERNAL.code());
  }

  /** Does {@code work}, and writes the event, whatever comes of it. */
  public Response of(Supplier<Response> work) {
    try {
      return work.get();
    } catch (KmsException e) {
      refused(e);
      throw e;
    } catch (WebApplicationException e) {
      refused(e);
      throw e;
    } catch (RuntimeException | Error e) {
      failed();
      throw e;
    } finally {
      write();
    }
  }

  private void ended(Outcome how, String why) {
    outcome = handled ? Outcome.FAILED : how;
    code = handled ? ANSWER_NOT_SENT : why;
    written = true;
  }

  /** Writes the event; the request has ended. */
  void write() {
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
