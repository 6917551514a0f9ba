package io.novakms.http.exchange;

import io.novakms.diagnostics.LogContext;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.http.HttpServletRequest;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One request and its answer, from the first look at the request until the answer has left or the
 * connection has ended. What it holds is given back once, at whichever end comes first: a server
 * need not tell of each. Safe for use by many threads.
 */
public final class Exchange {
  private static final System.Logger LOG = LogContext.logger("io.novakms.http");
  private static final String ATTRIBUTE = "io.novakms.http.exchange";

  private final HttpServletRequest request;
  private final ExchangeMemory.Reservation memory;
  private final RequestBody body;

  // Guarded by the lock of this object.
  private final List<AutoCloseable> held = new ArrayList<>();
  private boolean ended;

  /** The exchange that begins with {@code request}. */
  Exchange(HttpServletRequest request, ExchangeMemory.Reservation memory, RequestBody body) {
    this.request = request;
    this.memory = memory;
    this.body = body;
    held.add(memory);
    request.setAttribute(ATTRIBUTE, this);
  }

  /** The exchange that {@code request} belongs to; empty where this is its first dispatch. */
  static Optional<Exchange> of(ServletRequest request) {
    return Optional.ofNullable((Exchange) request.getAttribute(ATTRIBUTE));
  }

  /** Closes {@code resource} when the answer to {@code request} has left, or never will. */
  public static void closeWhenAnswered(ServletRequest request, AutoCloseable resource) {
    of(request).orElseThrow().hold(resource);
  }

  private void hold(AutoCloseable resource) {
    synchronized (this) {
      if (!ended) {
        held.add(resource);
        return;
      }
    }
    close(resource);
  }

  /** The body, as far as it has arrived. */
  RequestBody body() {
    return body;
  }

  /** What this exchange has reserved. */
  ExchangeMemory.Reservation memory() {
    return memory;
  }

  /** Ends the connection, since its client is too slow, and gives back what is held. */
  void cut() {
    if (end()) {
      Connections.end(request);
    }
  }

  /** Lets no more of the answer than {@code bytes} wait outside of this exchange's memory. */
  void queueAtMost(int bytes) {
    Connections.queueAtMost(bytes, request);
  }

  /** Ends the connection after the answer: what is left of the body is not read. */
  void endConnection() {
    Connections.end(request);
  }

  /** Gives back what is held. Only the first call does, and returns true. */
  boolean end() {
    List<AutoCloseable> givenBack;
    synchronized (this) {
      if (ended) {
        return false;
      }
      ended = true;
      givenBack = List.copyOf(held);
    }
    givenBack.forEach(Exchange::close);
    return true;
  }

  private static void close(AutoCloseable resource) {
    try {
      resource.close();
    } catch (Exception e) {
      LOG.log(Level.WARNING, "what an answer held was not given back", e);
    }
  }
}
