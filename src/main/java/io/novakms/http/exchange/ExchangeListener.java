package io.novakms.http.exchange;

import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One of the two asynchronous parts of an exchange, the reading and the writing. It ends once, and
 * what the exchange holds is given back however the server ends it.
 */
abstract class ExchangeListener implements AsyncListener {
  private final Exchange exchange;
  private final AtomicBoolean over = new AtomicBoolean();

  ExchangeListener(Exchange exchange) {
    this.exchange = exchange;
  }

  final Exchange exchange() {
    return exchange;
  }

  final boolean isOver() {
    return over.get();
  }

  /** Ends this part. Only the first call does, and returns true. */
  final boolean end() {
    return over.compareAndSet(false, true);
  }

  @Override
  public final void onError(AsyncEvent event) {
    end();
    exchange.end();
  }

  @Override
  public final void onComplete(AsyncEvent event) {
    // Not every server tells of it after an error.
    exchange.end();
  }

  @Override
  public final void onStartAsync(AsyncEvent event) {
    // After the reading the writing begins, with a listener of its own; after that nothing does.
  }
}
