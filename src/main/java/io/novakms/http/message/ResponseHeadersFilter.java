package io.novakms.http.message;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * Sets headers on every answer of this application, error pages included: the request's id, that
 * its type is not to be guessed, and that no cache may store it.
 */
public class ResponseHeadersFilter implements Filter {
  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain rest)
      throws IOException, ServletException {
    set(request, (HttpServletResponse) response);
    rest.doFilter(request, response);
  }

  /** Sets them on the {@code answer} to {@code request}. */
  public static void set(ServletRequest request, HttpServletResponse answer) {
    answer.setHeader(RequestId.HEADER, RequestId.of(request));
    answer.setHeader("X-Content-Type-Options", "nosniff");
    answer.setHeader("Cache-Control", "no-store");
  }
}
