package io.novakms.simulation;

import io.novakms.auth.CallerKind;
import io.novakms.http.api.AppData;
import io.novakms.http.api.DataResource;
import io.novakms.http.api.DeriveResource;
import io.novakms.http.api.NonceResource;
import io.novakms.http.api.StatusResource;
import io.novakms.http.api.SyncResource;
import io.novakms.http.guard.Bindings;
import io.novakms.http.guard.CallerPolicies;
import io.novakms.http.guard.MemoryBudget;
import io.novakms.http.guard.RequestGuard;
import io.novakms.http.message.Errors;
import io.novakms.http.message.Json;
import io.novakms.model.KmsException;
import io.novakms.peer.PeerHttp;
import io.novakms.wiring.NodeGraph;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The HTTP entry of one node from the routes down: the resources of JAX-RS, the guard, and all
 * below. What a server and JAX-RS do before them is left out.
 */
final class Entry {
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.RFC_1123_DATE_TIME.withZone(ZoneOffset.UTC);

  private final StatusResource status;
  private final NonceResource nonces;
  private final SyncResource sync;
  private final DataResource data;
  private final DeriveResource keys;
  private final Clock clock;
  private final AuditLines audit;
  private final MemoryBudget memory = new MemoryBudget();

  /** The entry of {@code node}; {@code audit} counts what it writes to the audit log. */
  Entry(NodeGraph node, Clock clock, AuditLines audit) {
    this.clock = clock;
    this.audit = audit;
    CallerPolicies policies =
        new CallerPolicies(
            node.apps(), node.peers(), node.limits(), node.clients(), memory, node.config());
    RequestGuard guard =
        new RequestGuard(
            node.gate(),
            policies,
            node.callers(),
            node.envelopes(),
            new Bindings(node.envelopes(), clock, node.config()),
            node.signer(),
            node.nonces(),
            node.audit(),
            node.clients(),
            node.metrics());
    this.status = new StatusResource(node.observer(), node.config());
    this.nonces = new NonceResource(node.nonces(), node.limits(), node.clients());
    this.sync = new SyncResource(guard, node.sync(), memory);
    this.data =
        new DataResource(
            guard,
            new AppData(
                node.store(),
                node.log(),
                node.values(),
                node.writes(),
                node.absent(),
                node.repair(),
                node.config()));
    this.keys = new DeriveResource(guard);
  }

  /** Answers a request from the address {@code client}. */
  PeerHttp.Answer answer(String client, PeerHttp.Request request) {
    HttpServletRequest received = SimulatedRequest.of(client, request);
    int before = audit.written();
    PeerHttp.Answer answer = answered(request, received);
    boolean isOfApp = request.url().getPath().startsWith("/kms/");
    boolean isKnown = answer.head().header(CallerKind.APP.responseHeader()).isPresent();
    if (isOfApp && isKnown && audit.written() != before + 1) {
      throw new IllegalStateException(
          "an answer to an app has " + (audit.written() - before) + " lines in the audit log");
    }
    return answer;
  }

  /** Whether all memory for requests is given back. */
  boolean isIdle() {
    return memory.taken() == 0 && memory.owners() == 0;
  }

  private PeerHttp.Answer answered(PeerHttp.Request request, HttpServletRequest received) {
    try {
      return answer(route(request, received));
    } catch (KmsException e) {
      return answer(Errors.answer(e));
    } catch (WebApplicationException e) {
      return answer(e.getResponse());
    }
  }

  private Response route(PeerHttp.Request request, HttpServletRequest received) {
    String path = request.url().getPath();
    String method = request.method();
    if (path.equals("/status")) {
      return Response.ok(status.status()).build();
    }
    if (path.equals("/nonce")) {
      return Response.ok(nonces.nonce(received)).build();
    }
    if (path.equals("/sync")) {
      return sync.sync(received);
    }
    if (path.equals("/kms/derive")) {
      return keys.derive(received);
    }
    if (method.equals("GET")) {
      return data.get(received);
    }
    return received.getMethod().equals("DELETE") ? data.delete(received) : data.put(received);
  }

  private PeerHttp.Answer answer(Response response) {
    Map<String, List<String>> headers = new TreeMap<>(response.getStringHeaders());
    headers.put("date", List.of(DATE.format(clock.instant())));
    Object entity = response.getEntity();
    byte[] body = entity == null ? new byte[0] : Json.bytes(entity);
    return new PeerHttp.Answer(new PeerHttp.Head(response.getStatus(), headers), body);
  }
}
