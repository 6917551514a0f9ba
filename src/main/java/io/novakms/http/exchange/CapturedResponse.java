package io.novakms.http.exchange;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * An answer whose body is collected and not sent yet, so that it can still become another. Status
 * and headers are the server's; its own error page is never asked for.
 */
final class CapturedResponse extends HttpServletResponseWrapper {
  private static final String CONTENT_LENGTH = "Content-Length";

  private final HeldBytes body;
  private final ServletOutputStream output;
  private final boolean lengthIsTold;
  private PrintWriter writer;
  private Optional<Integer> error = Optional.empty();

  /**
   * An answer with nothing in it.
   *
   * @param lengthIsTold whether the length that is set is the answer's, as in one to {@code HEAD},
   *     whose body is missing
   */
  CapturedResponse(HttpServletResponse response, HeldBytes body, boolean lengthIsTold) {
    super(response);
    this.body = body;
    this.output = new CapturedOutput(body);
    this.lengthIsTold = lengthIsTold;
  }

  /** All that was written. */
  HeldBytes body() {
    if (writer != null) {
      writer.flush();
    }
    return body;
  }

  /** The status for which the server's error page was asked. */
  Optional<Integer> error() {
    return error;
  }

  @Override
  public ServletOutputStream getOutputStream() {
    return output;
  }

  @Override
  public PrintWriter getWriter() {
    if (writer == null) {
      writer = new PrintWriter(new OutputStreamWriter(output, StandardCharsets.UTF_8));
    }
    return writer;
  }

  @Override
  public void sendError(int status) {
    setStatus(status);
    resetBuffer();
    error = Optional.of(status);
  }

  @Override
  public void sendError(int status, String message) {
    sendError(status);
  }

  @Override
  public void sendRedirect(String location) {
    setStatus(SC_FOUND);
    setHeader("Location", location);
  }

  @Override
  public boolean isCommitted() {
    return error.isPresent();
  }

  @Override
  public void flushBuffer() {
    // It goes out as a whole.
  }

  @Override
  public void setBufferSize(int size) {
    // It grows as it needs to.
  }

  @Override
  public void resetBuffer() {
    body().clear();
  }

  @Override
  public void reset() {
    super.reset();
    resetBuffer();
  }

  @Override
  public void setContentLength(int length) {
    setContentLengthLong(length);
  }

  @Override
  public void setContentLengthLong(long length) {
    if (lengthIsTold) {
      super.setContentLengthLong(length);
    }
  }

  @Override
  public void setHeader(String name, String value) {
    if (lengthIsTold || !name.equalsIgnoreCase(CONTENT_LENGTH)) {
      super.setHeader(name, value);
    }
  }

  @Override
  public void addHeader(String name, String value) {
    if (lengthIsTold || !name.equalsIgnoreCase(CONTENT_LENGTH)) {
      super.addHeader(name, value);
    }
  }

  @Override
  public void setIntHeader(String name, int value) {
    setHeader(name, Integer.toString(value));
  }

  @Override
  public void addIntHeader(String name, int value) {
    addHeader(name, Integer.toString(value));
  }
}
