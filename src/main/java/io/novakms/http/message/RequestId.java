package io.novakms.http.message;

import io.novakms.auth.ClientAddressResolver;
import io.novakms.diagnostics.LogContext;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.http.HttpServletRequest;
import java.security.SecureRandom;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Names one request in the log and to its caller. It is this node's own, or that of a trusted proxy
 * in front of it: the header of any other sender is ignored, so a caller can't write under the id
 * of another's request.
 */
public final class RequestId {
  /** The header that carries it. */
  public static final String HEADER = "X-Request-Id";

  private static final String ATTRIBUTE = "io.novakms.http.request-id";
  private static final AtomicLong NEXT = new AtomicLong(new SecureRandom().nextLong());

  private RequestId() {}

  /** The id of {@code request}, given to it at the first call: 16 hex digits. */
  public static String of(ServletRequest request) {
    Object known = request.getAttribute(ATTRIBUTE);
    if (known != null) {
      return known.toString();
    }
    String id = HexFormat.of().toHexDigits(NEXT.getAndIncrement());
    request.setAttribute(ATTRIBUTE, id);
    return id;
  }

  /**
   * As above; but where one of the proxies that {@code clients} trusts sent exactly one id, and
   * that {@linkplain LogContext#isName is one}, it is that.
   */
  public static String of(HttpServletRequest request, ClientAddressResolver clients) {
    if (request.getAttribute(ATTRIBUTE) == null) {
      inbound(request, clients).ifPresent(id -> request.setAttribute(ATTRIBUTE, id));
    }
    return of(request);
  }

  private static Optional<String> inbound(
      HttpServletRequest request, ClientAddressResolver clients) {
    if (request.getHeader(HEADER) == null || !clients.isTrusted(request.getRemoteAddr())) {
      return Optional.empty();
    }
    List<String> ids = Collections.list(request.getHeaders(HEADER));
    return ids.size() == 1 && LogContext.isName(ids.get(0))
        ? Optional.of(ids.get(0))
        : Optional.empty();
  }
}
