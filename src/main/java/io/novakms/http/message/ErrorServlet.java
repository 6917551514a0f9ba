package io.novakms.http.message;

import io.novakms.diagnostics.LogContext;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.lang.System.Logger.Level;

/**
 * The error page of the application: gives the protocol's shape to what the server refuses before
 * or after JAX-RS. Nothing that the server says about the error is passed on.
 */
public class ErrorServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;
  private static final System.Logger LOG = LogContext.logger("io.novakms.http");

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    int status = status(request);
    if (request.getAttribute(RequestDispatcher.ERROR_EXCEPTION) instanceof Throwable fault) {
      LOG.log(Level.ERROR, "a request failed", fault);
    }
    byte[] body = Json.bytes(Errors.body(status));
    response.setStatus(status);
    response.setContentType(MediaType.APPLICATION_JSON);
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
  }

  private static int status(HttpServletRequest request) {
    boolean asErrorPage = request.getDispatcherType() == DispatcherType.ERROR;
    Object status = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
    // A direct request for this page finds no resource.
    return asErrorPage && status instanceof Integer code ? code : 404;
  }
}
