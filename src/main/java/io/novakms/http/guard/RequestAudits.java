package io.novakms.http.guard;

import io.novakms.audit.Actor;
import io.novakms.audit.AuditLog;
import io.novakms.auth.CallerKind;
import io.novakms.auth.ClientAddressResolver;
import io.novakms.http.message.RequestId;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;

/** Begins the {@link RequestAudit} of each request. */
@Dependent
public class RequestAudits {
  private final AuditLog log;
  private final ClientAddressResolver clients;

  /** Trails that end in {@code log}, of clients that {@code clients} tells apart. */
  @Inject
  public RequestAudits(AuditLog log, ClientAddressResolver clients) {
    this.log = log;
    this.clients = clients;
  }

  /** The trail of {@code request}, which came as {@code kind}, and for {@code action}. */
  RequestAudit begin(CallerKind kind, InboundRequest request, String action) {
    String address = log.isOn() ? request.client(clients).address().getHostAddress() : "";
    return new RequestAudit(
        log, RequestId.of(request.servletRequest()), action, Actor.unproven(kind, address));
  }
}
