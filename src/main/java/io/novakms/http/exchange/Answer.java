package io.novakms.http.exchange;

import io.novakms.http.message.Errors;
import io.novakms.http.message.Json;
import io.novakms.http.message.ResponseHeadersFilter;
import io.novakms.model.KmsException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/**
 * The body of an answer, whose status and headers, its length among them, are set.
 *
 * @param bytes what goes out, from the first on
 * @param length how many of them
 */
record Answer(byte[] bytes, int length) {
  private static final byte[] NONE = new byte[0];

  /** What {@code captured} collected, or the error page that it asked for. */
  static Answer of(
      CapturedResponse captured, HttpServletRequest request, HttpServletResponse response) {
    if (captured.error().isPresent()) {
      return json(Json.bytes(Errors.body(captured.error().get())), request, response);
    }
    return sized(captured.body().array(), captured.body().length(), request, response);
  }

  /** That the request is refused with {@code status}, before anything else is done for it. */
  static Answer error(int status, HttpServletRequest request, HttpServletResponse response) {
    ResponseHeadersFilter.set(request, response);
    response.setStatus(status);
    return json(Json.bytes(Errors.body(status)), request, response);
  }

  /** That there is no room for the request or its answer now: {@code why}. */
  static Answer noRoom(KmsException why, HttpServletRequest request, HttpServletResponse response) {
    response.reset();
    ResponseHeadersFilter.set(request, response);
    Response said = Errors.answer(why);
    response.setStatus(said.getStatus());
    response.setHeader(HttpHeaders.RETRY_AFTER, said.getHeaderString(HttpHeaders.RETRY_AFTER));
    return json(Json.bytes(said.getEntity()), request, response);
  }

  /** Whether the answer to {@code request} has no body, only its length. */
  static boolean isWithoutBody(HttpServletRequest request) {
    return request.getMethod().equals("HEAD");
  }

  private static Answer json(
      byte[] json, HttpServletRequest request, HttpServletResponse response) {
    response.setContentType(MediaType.APPLICATION_JSON);
    return sized(json, json.length, request, response);
  }

  private static Answer sized(
      byte[] bytes, int length, HttpServletRequest request, HttpServletResponse response) {
    if (isWithoutBody(request)) {
      if (length > 0) {
        response.setContentLength(length);
      }
      return new Answer(NONE, 0);
    }
    int status = response.getStatus();
    // Those two have none, and no length.
    if (status != HttpServletResponse.SC_NO_CONTENT
        && status != HttpServletResponse.SC_NOT_MODIFIED) {
      response.setContentLength(length);
    }
    return new Answer(bytes, length);
  }
}
