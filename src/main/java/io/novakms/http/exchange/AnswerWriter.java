package io.novakms.http.exchange;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.time.Duration;

/**
 * Writes an answer as its client takes it. One that is not taken in its time costs the client its
 * connection.
 */
final class AnswerWriter extends ExchangeListener implements WriteListener {
  private static final int PIECE = 16_384;
  private static final int MOST_QUEUED = 2 * PIECE;

  private final AsyncContext async;
  private final ServletOutputStream out;
  private final Answer answer;
  private final Runnable late;
  private int written;
  private boolean flushed;

  private AnswerWriter(Exchange exchange, AsyncContext async, Answer answer, Runnable late)
      throws IOException {
    super(exchange);
    this.async = async;
    this.out = async.getResponse().getOutputStream();
    this.answer = answer;
    this.late = late;
  }

  /**
   * Starts to write {@code answer}, whose status and headers are set, and returns.
   *
   * @param time until all has to be taken
   * @param late told where it is not
   */
  static void start(
      Exchange exchange, AsyncContext async, Answer answer, Duration time, Runnable late)
      throws IOException {
    AnswerWriter writer = new AnswerWriter(exchange, async, answer, late);
    exchange.queueAtMost(MOST_QUEUED);
    async.setTimeout(time.toMillis());
    async.addListener(writer);
    writer.out.setWriteListener(writer);
  }

  @Override
  public void onWritePossible() throws IOException {
    while (!isOver() && out.isReady()) {
      if (written < answer.length()) {
        int from = written;
        written += Math.min(PIECE, answer.length() - from);
        out.write(answer.bytes(), from, written - from);
      } else if (exchange().body().isLeftUnread() && !flushed) {
        flushed = true;
        out.flush();
      } else {
        finish();
      }
    }
  }

  private void finish() {
    if (end()) {
      exchange().end();
      if (exchange().body().isLeftUnread()) {
        // Completing would wait for the rest of the body on WildFly.
        exchange().endConnection();
      }
      async.complete();
    }
  }

  @Override
  public void onError(Throwable fault) {
    if (end()) {
      exchange().end();
      async.complete();
    }
  }

  @Override
  public void onTimeout(AsyncEvent event) {
    if (end()) {
      late.run();
      // First the connection: completing waits for the client to read on Payara, in the one thread
      // that tells of time-outs.
      exchange().cut();
      async.complete();
    }
  }
}
