package io.novakms.http.exchange;

import io.novakms.auth.BusyException;
import io.novakms.auth.ClientAddress;
import io.novakms.auth.ClientAddressResolver;
import io.novakms.auth.RateLimitedException;
import io.novakms.config.KmsConfig;
import io.novakms.diagnostics.LogContext;
import io.novakms.http.exchange.ExchangeMemory.Reservation;
import io.novakms.metrics.ExchangeMeters;
import io.novakms.metrics.NodeMetrics;
import io.novakms.model.KmsException;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.FilterChain;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Collections;
import java.util.Optional;

/**
 * Keeps a request from holding a thread while its client is waited for: reads the body first, has
 * the request handled with its body and its answer in memory, and then writes the answer. What has
 * arrived already is read at once, so that the usual request is dispatched once. On Payara a
 * bounded number of threads waits for what has not, see {@link AwaitedBodies}.
 */
public class ExchangeFilter extends HttpFilter {
  private static final long serialVersionUID = 1L;
  private static final System.Logger LOG = LogContext.logger("io.novakms.http");
  private static final String PEERS = "/sync";

  /** What a request costs beside its body and its answer. */
  private static final int ITSELF = 16_384;

  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  private final transient AwaitedBodies awaited = new AwaitedBodies();
  @Inject private transient Provider<KmsConfig> config;
  @Inject private transient Provider<ExchangeMemory> memory;
  @Inject private transient Provider<ClientAddressResolver> clients;
  @Inject private transient Provider<NodeMetrics> metrics;

  /** For the container, which injects. */
  public ExchangeFilter() {}

  /** For use without a container. */
  public ExchangeFilter(
      Provider<KmsConfig> config,
      Provider<ExchangeMemory> memory,
      Provider<ClientAddressResolver> clients,
      Provider<NodeMetrics> metrics) {
    this.config = config;
    this.memory = memory;
    this.clients = clients;
    this.metrics = metrics;
  }

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain rest)
      throws IOException {
    Optional<Exchange> known = Exchange.of(request);
    if (known.isPresent()) {
      // The body has arrived meanwhile.
      handle(known.get(), request, response, rest);
      return;
    }
    Exchange exchange = begin(request);
    if (!exchange.memory().add(ITSELF)) {
      refuse(exchange, exchange.memory().refusal(), request, response);
      return;
    }
    if (RequestBody.hasTwoLengths(request)) {
      exchange.body().leaveUnread();
      Answer refused = Answer.error(HttpServletResponse.SC_BAD_REQUEST, request, response);
      answer(exchange, request.startAsync(request, response), refused);
      return;
    }
    if (RequestBody.isChunked(request)) {
      // Payara hides a length beside it: so nothing that a proxy took for another request follows.
      response.setHeader("Connection", "close");
    }
    if (RequestBody.isIn(request) && !exchange.body().isUnwanted(request)) {
      if (!readArrived(exchange, request)) {
        return;
      }
      if (!exchange.body().isDone() && Connections.isOfPayara(request)) {
        if (!await(exchange, request, response)) {
          return;
        }
      } else if (!exchange.body().isDone()) {
        BodyReader.start(
            exchange, request, response, limits().bodyTimeout(), meters()::bodyWasLate);
        return;
      }
    }
    handle(exchange, request, response, rest);
  }

  private void refuse(
      Exchange exchange, KmsException why, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    answer(exchange, request.startAsync(request, response), noRoom(why, request, response));
  }

  private Answer noRoom(
      KmsException why, HttpServletRequest request, HttpServletResponse response) {
    if (why instanceof RateLimitedException) {
      meters().overShare();
    } else {
      meters().noRoom();
    }
    return Answer.noRoom(why, request, response);
  }

  /** Waits for the rest of the body; returns whether the request goes on. */
  private boolean await(Exchange exchange, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Object client = client(request).site();
    switch (awaited.read(exchange, request.getInputStream(), client, limits().bodyTimeout())) {
      case OVER -> {
        return true;
      }
      case LATE -> meters().bodyWasLate();
      case OVER_SHARE -> {
        exchange.body().leaveUnread();
        refuse(
            exchange,
            new RateLimitedException("too many of your bodies are late", RETRY_AFTER),
            request,
            response);
      }
      case NO_ROOM -> {
        exchange.body().leaveUnread();
        refuse(
            exchange,
            new BusyException("too many bodies are late", RETRY_AFTER),
            request,
            response);
      }
    }
    return false;
  }

  /** Reads what is here already; returns whether the client still is, too. */
  private static boolean readArrived(Exchange exchange, HttpServletRequest request) {
    try {
      exchange.body().readArrived(request.getInputStream());
      return true;
    } catch (IOException e) {
      exchange.cut();
      return false;
    }
  }

  private Exchange begin(HttpServletRequest request) {
    boolean ofPeers = isOfPeers(request);
    Reservation reserved = memory.get().of(client(request).site(), ofPeers);
    long limit =
        ofPeers ? config.get().sync().maxPayloadBytes() : config.get().http().maxBodyBytes();
    return new Exchange(request, reserved, RequestBody.of(request, limit, reserved));
  }

  private ClientAddress client(HttpServletRequest request) {
    return clients
        .get()
        .resolve(request.getRemoteAddr(), Collections.list(request.getHeaders("X-Forwarded-For")));
  }

  private static boolean isOfPeers(HttpServletRequest request) {
    String path =
        request.getServletPath() + (request.getPathInfo() == null ? "" : request.getPathInfo());
    return path.equals(PEERS) || path.startsWith(PEERS + "/");
  }

  private void handle(
      Exchange exchange, HttpServletRequest request, HttpServletResponse response, FilterChain rest)
      throws IOException {
    // Before the rest: a servlet that does not support it, such as the server's own for health,
    // would forbid it.
    AsyncContext async = request.startAsync(request, response);
    CapturedResponse captured = captured(exchange, request, response);
    try {
      rest.doFilter(new ReceivedRequest(request, exchange.body()), captured);
    } catch (Exception | LinkageError | StackOverflowError | AssertionError e) {
      LOG.log(Level.ERROR, "a request failed", e);
      captured.sendError(HttpServletResponse.SC_INTERNAL_SERVER_ERROR);
    }
    if (captured.body().isComplete()) {
      answer(exchange, async, Answer.of(captured, request, response));
    } else {
      answer(exchange, async, noRoom(exchange.memory().refusal(), request, response));
    }
  }

  private static CapturedResponse captured(
      Exchange exchange, HttpServletRequest request, HttpServletResponse response) {
    HeldBytes body = new HeldBytes(exchange.memory(), Integer.MAX_VALUE);
    return new CapturedResponse(response, body, Answer.isWithoutBody(request));
  }

  private void answer(Exchange exchange, AsyncContext async, Answer answer) throws IOException {
    AnswerWriter.start(exchange, async, answer, limits().answerTimeout(), meters()::answerWasLate);
  }

  private KmsConfig.Exchange limits() {
    return config.get().http().exchange();
  }

  private ExchangeMeters meters() {
    return metrics.get().exchanges();
  }
}
