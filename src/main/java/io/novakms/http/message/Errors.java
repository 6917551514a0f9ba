package io.novakms.http.message;

import io.novakms.auth.BusyException;
import io.novakms.auth.RateLimitedException;
import io.novakms.diagnostics.LogContext;
import io.novakms.model.KmsException;
import io.novakms.model.KmsException.Kind;
import io.novakms.sync.lookup.UndecidedException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.ResponseBuilder;
import java.lang.System.Logger.Level;
import java.util.Map;

/** Turns what went wrong into an answer in the protocol's shape (section 6). */
public final class Errors {
  private static final System.Logger LOG = LogContext.logger("io.novakms.http");

  /** The status of an answer to a full store (RFC 4918, section 11.5). */
  public static final int INSUFFICIENT_STORAGE = 507;

  private static final Map<Kind, Integer> STATUS =
      Map.of(
          Kind.BAD_REQUEST, 400,
          Kind.UNAUTHORIZED, 403,
          Kind.FORBIDDEN, 403,
          Kind.NOT_FOUND, 404,
          Kind.METHOD_NOT_ALLOWED, 405,
          Kind.TOO_LARGE, 413,
          Kind.RATE_LIMITED, 429,
          Kind.UNAVAILABLE, 503,
          Kind.STORAGE_FULL, INSUFFICIENT_STORAGE,
          Kind.INTERNAL, 500);

  /** The one text that a caller gets to read about a fault of this node. */
  public static final ErrorBody FAULT =
      new ErrorBody(
          Kind.INTERNAL.code(), "a fault of this node; its log tells more under X-Request-Id");

  private Errors() {}

  /** The status of an error of {@code kind}. */
  public static int status(Kind kind) {
    return STATUS.get(kind);
  }

  /** The answer to {@code error}. A fault of this node is told to the log only. */
  public static Response answer(KmsException error) {
    boolean fault = error.kind() == Kind.INTERNAL;
    LOG.log(fault ? Level.ERROR : Level.DEBUG, () -> "answered with " + error.code(), error);
    ResponseBuilder answer =
        answer(
            STATUS.get(error.kind()),
            fault ? FAULT : new ErrorBody(error.code(), error.getMessage()));
    if (error instanceof RateLimitedException limited) {
      answer.header(HttpHeaders.RETRY_AFTER, limited.retryAfter().toSeconds());
    }
    if (error instanceof BusyException busy) {
      answer.header(HttpHeaders.RETRY_AFTER, busy.retryAfter().toSeconds());
    }
    if (error instanceof UndecidedException undecided) {
      answer.header(HttpHeaders.RETRY_AFTER, undecided.retryAfter().toSeconds());
    }
    return answer.build();
  }

  /** The answer to an unexpected failure: no detail, but in the log, under the request's id. */
  public static Response fault(Throwable fault) {
    LOG.log(Level.ERROR, "a request failed", fault);
    return answer(STATUS.get(Kind.INTERNAL), FAULT).build();
  }

  /** An answer of {@code status} with {@code body}, to be completed. */
  public static ResponseBuilder answer(int status, ErrorBody body) {
    return Response.status(status).type(MediaType.APPLICATION_JSON_TYPE).entity(body);
  }

  /**
   * What is said where the server or JAX-RS itself refuses a request, with nothing known but the
   * status: a route that does not exist, a method that it does not have, a malformed header.
   */
  public static ErrorBody body(int status) {
    return switch (status) {
      case 404 -> new ErrorBody(Kind.NOT_FOUND.code(), "there is no such route; GET / lists them");
      case 405 ->
          new ErrorBody(
              Kind.METHOD_NOT_ALLOWED.code(), "the route has other methods; see the header Allow");
      case 406 -> new ErrorBody("not_acceptable", "answers are application/json; accept that");
      case 412 ->
          new ErrorBody("precondition_failed", "If-Match names another answer than there is now");
      case 413 -> new ErrorBody(Kind.TOO_LARGE.code(), "the request is larger than is allowed");
      case 415 ->
          new ErrorBody("unsupported_media_type", "a body has to be sent as application/json");
      case 503 -> new ErrorBody(Kind.UNAVAILABLE.code(), "this node can't answer now");
      default ->
          status >= 400 && status < 500
              ? new ErrorBody(Kind.BAD_REQUEST.code(), "the request is malformed")
              : FAULT;
    };
  }
}
