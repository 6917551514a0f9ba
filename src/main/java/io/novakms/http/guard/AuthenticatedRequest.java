package io.novakms.http.guard;

import com.fasterxml.jackson.databind.JsonNode;
import io.novakms.secret.VerifiedSecret;
import java.util.Optional;

/**
 * A request that the {@link RequestGuard} admitted. Only the guard makes one, so having one means:
 * the gate was open, the caller has proven its wallet for this one request, the registry knows it,
 * and the caller's own key sealed the body, which was never seen before. It is also the only way to
 * the keys.
 *
 * @param <C> what the registry knows of the caller
 */
public final class AuthenticatedRequest<C> {
  private final C caller;
  private final VerifiedSecret secret;
  private final InboundRequest request;
  private final JsonNode envelope;
  private final JsonNode body;
  private final RequestAudit audit;
  private final MemoryReservation memory;

  AuthenticatedRequest(
      C caller,
      VerifiedSecret secret,
      InboundRequest request,
      JsonNode envelope,
      JsonNode body,
      RequestAudit audit,
      MemoryReservation memory) {
    this.caller = caller;
    this.secret = secret;
    this.request = request;
    this.envelope = envelope;
    this.body = body;
    this.audit = audit;
    this.memory = memory;
  }

  /** The caller, as the registry has it. */
  public C caller() {
    return caller;
  }

  /** The master secret that the open gate held. */
  public VerifiedSecret secret() {
    return secret;
  }

  /** The body as it was sent; missing where the route takes none. */
  public JsonNode envelope() {
    return envelope;
  }

  /** What the envelope held; missing where the route takes none. */
  public JsonNode body() {
    return body;
  }

  /** The audit event of this request. */
  public RequestAudit audit() {
    return audit;
  }

  /**
   * Reserves memory for an answer whose texts have {@code bytes}, before they are built.
   *
   * @throws io.novakms.model.KmsException as {@link MemoryReservation#add} does
   */
  public void reserveAnswer(long bytes) {
    memory.add(MemoryBudget.BYTES_OF_AN_APPS_BYTE * bytes);
  }

  /** Closes {@code memory} when the answer was written. */
  public void holdUntilAnswered(MemoryReservation memory) {
    request.holdUntilAnswered(memory);
  }

  /** A further header of the request. */
  public Optional<String> header(String name) {
    return request.header(name);
  }
}
