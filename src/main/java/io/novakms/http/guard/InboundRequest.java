package io.novakms.http.guard;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.novakms.auth.Binding;
import io.novakms.auth.ClientAddress;
import io.novakms.auth.ClientAddressResolver;
import io.novakms.auth.Proof;
import io.novakms.crypto.StrictJson;
import io.novakms.http.exchange.Exchange;
import io.novakms.model.KmsException;
import io.novakms.model.KmsException.Kind;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.NotSupportedException;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** A request as it was received, with nothing of it verified. Not thread-safe. */
public final class InboundRequest {
  private static final int MAX_HEADER_CHARS = 1024;

  private final HttpServletRequest request;

  // The rate limit and the audit both need it.
  private ClientAddress client;

  /** The server's {@code request}, its body unread. */
  public InboundRequest(HttpServletRequest request) {
    this.request = request;
  }

  /**
   * The header {@code name}; empty where it is missing.
   *
   * @throws KmsException UNAUTHORIZED where it is sent more than once, so that a proxy in between
   *     can not have read another one, and where it is longer than any that the protocol has
   */
  Optional<String> header(String name) {
    List<String> values = Collections.list(request.getHeaders(name));
    if (values.size() > 1) {
      throw new KmsException(Kind.UNAUTHORIZED, "the header " + name + " is there more than once");
    }
    if (!values.isEmpty() && values.get(0).length() > MAX_HEADER_CHARS) {
      throw new KmsException(Kind.UNAUTHORIZED, "the header " + name + " is too long");
    }
    return values.stream().findFirst();
  }

  /** The client's address, as far as {@code clients}, this node's only resolver, can tell. */
  public ClientAddress client(ClientAddressResolver clients) {
    if (client == null) {
      client =
          clients.resolve(
              request.getRemoteAddr(), Collections.list(request.getHeaders("X-Forwarded-For")));
    }
    return client;
  }

  /** What belongs to this request of the caller of {@code proof}. */
  Binding binding(Proof proof) {
    String query = request.getQueryString();
    String route = request.getRequestURI() + (query == null ? "" : "?" + query);
    return Binding.of(request.getMethod(), route, proof.signature());
  }

  /** Keeps {@code memory} until the answer has left, or the connection has ended. */
  void holdUntilAnswered(MemoryReservation memory) {
    Exchange.closeWhenAnswered(request, memory);
  }

  /** The server's request, for what only it knows. */
  HttpServletRequest servletRequest() {
    return request;
  }

  /**
   * Accepts a body that is declared as JSON, or not declared: the protocol demands no such header,
   * and deployed callers may send none.
   *
   * @throws NotSupportedException where it is declared as something else
   */
  public void requireJsonType() {
    String type = request.getContentType();
    if (type != null && !isJson(type)) {
      throw new NotSupportedException();
    }
  }

  private static boolean isJson(String type) {
    try {
      return MediaType.APPLICATION_JSON_TYPE.isCompatible(MediaType.valueOf(type));
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /**
   * Reads a short body as one JSON object.
   *
   * @param limit how long it may be
   * @throws KmsException TOO_LARGE where it has more, BAD_REQUEST where it is not such an object or
   *     does not arrive in full
   */
  public ObjectNode json(BodyLimit limit) {
    return json(limit, MemoryReservation.UNLIMITED);
  }

  /**
   * Reads the body as one JSON object.
   *
   * @param limit how long it may be
   * @param memory counts its bytes
   * @throws KmsException TOO_LARGE where it has more, BAD_REQUEST where it is not such an object or
   *     does not arrive in full; as {@link MemoryReservation#add} where there is no memory for it
   */
  ObjectNode json(BodyLimit limit, MemoryReservation memory) {
    long announced = request.getContentLengthLong();
    if (announced > limit.bytes()) {
      throw limit.tooLarge();
    }
    try {
      return StrictJson.object(new LimitedBody(request.getInputStream(), announced, limit, memory));
    } catch (IOException e) {
      throw new KmsException(Kind.BAD_REQUEST, "the body did not arrive in full", e);
    }
  }
}
