package io.novakms.http;

import jakarta.servlet.ServletRequest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Names one request in the log and to its caller. It is this node's own: what a caller sends as
 * such is not looked at, so nobody can write into another's trail.
 */
final class RequestId {
  /** The header that carries it. */
  static final String HEADER = "X-Request-Id";

  private static final String ATTRIBUTE = "io.novakms.http.request-id";
  private static final AtomicLong NEXT = new AtomicLong(new SecureRandom().nextLong());

  private RequestId() {}

  /** The id of {@code request}, given to it at the first call: 16 hex digits. */
  static String of(ServletRequest request) {
    Object known = request.getAttribute(ATTRIBUTE);
    if (known != null) {
      return known.toString();
    }
    String id = HexFormat.of().toHexDigits(NEXT.getAndIncrement());
    request.setAttribute(ATTRIBUTE, id);
    return id;
  }
}
