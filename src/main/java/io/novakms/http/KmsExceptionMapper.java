package io.novakms.http;

import io.novakms.model.KmsException;
import io.novakms.model.KmsException.Kind;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;
import java.lang.System.Logger.Level;

/** Answers what a room refused: the kind becomes a status. A fault of this node is logged. */
@Provider
public class KmsExceptionMapper implements ExceptionMapper<KmsException> {
  private static final System.Logger LOG = System.getLogger("io.novakms.http");

  @Context private HttpServletRequest request;

  @Override
  public Response toResponse(KmsException error) {
    Level level = error.kind() == Kind.INTERNAL ? Level.ERROR : Level.DEBUG;
    LOG.log(level, () -> "request " + RequestId.of(request) + ": " + error.code(), error);
    return Errors.answer(error);
  }
}
