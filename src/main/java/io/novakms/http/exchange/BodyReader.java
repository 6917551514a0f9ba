package io.novakms.http.exchange;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;

/**
 * Reads a body as it arrives, and dispatches the request again when it is here. One that does not
 * arrive in its time costs the client its connection. Not for Payara, see {@link AwaitedBodies}.
 */
final class BodyReader extends ExchangeListener implements ReadListener {
  private final ServletInputStream in;
  private final AsyncContext async;
  private final Runnable late;

  private BodyReader(Exchange exchange, ServletInputStream in, AsyncContext async, Runnable late) {
    super(exchange);
    this.in = in;
    this.async = async;
    this.late = late;
  }

  /**
   * Starts to read, and returns.
   *
   * @param time until all has to be here
   * @param late told where it is not
   */
  static void start(
      Exchange exchange,
      HttpServletRequest request,
      HttpServletResponse response,
      Duration time,
      Runnable late)
      throws IOException {
    ServletInputStream in = request.getInputStream();
    AsyncContext async = request.startAsync(request, response);
    async.setTimeout(time.toMillis());
    BodyReader reader = new BodyReader(exchange, in, async, late);
    async.addListener(reader);
    in.setReadListener(reader);
  }

  @Override
  public void onDataAvailable() {
    if (read()) {
      finish();
    }
  }

  @Override
  public void onAllDataRead() {
    // A server may say so while some of it is unread.
    read();
    exchange().body().ended();
    finish();
  }

  /** Reads what is there; returns whether no more is to come. */
  private boolean read() {
    try {
      return !isOver() && exchange().body().readWhileReady(in);
    } catch (IOException e) {
      exchange().body().failed();
      return true;
    }
  }

  @Override
  public void onError(Throwable fault) {
    exchange().body().failed();
    try {
      finish();
    } catch (IllegalStateException e) {
      // There is no connection any more that an answer could go to.
      exchange().end();
    }
  }

  private void finish() {
    if (end()) {
      async.dispatch();
    }
  }

  @Override
  public void onTimeout(AsyncEvent event) {
    if (end()) {
      late.run();
      // First the connection: completing waits for the rest of the body on WildFly.
      exchange().cut();
      ((HttpServletResponse) async.getResponse()).setStatus(HttpServletResponse.SC_REQUEST_TIMEOUT);
      async.complete();
    }
  }
}
