package io.novakms.registry.rpc;

import io.novakms.diagnostics.LogContext;
import io.novakms.model.AwaitableQueue;
import io.novakms.model.Scheduler;
import io.novakms.model.Ticker;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Asks several providers at once. A provider that hangs delays no other, and blocks a bounded
 * number of workers. Safe for use by many threads.
 */
public final class ProviderPoll {
  private static final System.Logger LOG = LogContext.logger("io.novakms.registry");

  /** Questions to one provider that are under way. */
  private static final int AT_ONCE = 32;

  /** How many time-outs of a request a question may take, with all that is asked again. */
  private static final int TIMES = 3;

  private final List<Provider> providers;
  private final Map<Provider, AtomicInteger> asked;
  private final Scheduler scheduler;
  private final Duration time;
  private final Ticker ticker;

  /**
   * A poll of {@code providers}.
   *
   * @param scheduler asks them, and waits
   * @param timeout limit of one request
   * @param ticker measures how long all of them may take
   */
  public ProviderPoll(
      List<Provider> providers, Scheduler scheduler, Duration timeout, Ticker ticker) {
    this.providers = List.copyOf(providers);
    this.asked = providers.stream().collect(Collectors.toMap(p -> p, p -> new AtomicInteger()));
    this.scheduler = scheduler;
    this.time = timeout.multipliedBy(TIMES);
    this.ticker = ticker;
  }

  /**
   * What one provider said, or how it failed.
   *
   * @param provider its name
   */
  record Reply<T>(String provider, Optional<T> value, Optional<ChainException> failure) {
    <S> Reply<S> with(S other) {
      return new Reply<>(provider, Optional.of(other), Optional.empty());
    }
  }

  int size() {
    return providers.size();
  }

  /**
   * Asks all of them, and waits until all have replied, or the replies so far are {@code enough},
   * or the time is over. One that has not replied by then has failed, unless the rest is enough.
   */
  <T> List<Reply<T>> ask(Function<Provider, T> question, Predicate<List<Reply<T>>> enough) {
    AwaitableQueue<Reply<T>> inbox = new AwaitableQueue<>(scheduler);
    providers.forEach(provider -> start(provider, question, inbox));
    List<Reply<T>> replies = new ArrayList<>();
    long end = ticker.nanos() + time.toNanos();
    try {
      while (replies.size() < providers.size() && !enough.test(replies)) {
        Optional<Reply<T>> next = inbox.poll(Duration.ofNanos(end - ticker.nanos()));
        if (next.isEmpty()) {
          addSilent(replies);
          break;
        }
        replies.add(next.get());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ChainException("interrupted while asking " + JsonRpc.NAME, e);
    }
    return replies;
  }

  private <T> void start(
      Provider provider, Function<Provider, T> question, AwaitableQueue<Reply<T>> inbox) {
    AtomicInteger underWay = asked.get(provider);
    if (underWay.incrementAndGet() > AT_ONCE) {
      underWay.decrementAndGet();
      inbox.add(failed(provider, provider.name() + " has too many questions to answer already"));
      return;
    }
    try {
      scheduler.execute(
          () -> {
            try {
              inbox.add(reply(provider, question));
            } finally {
              underWay.decrementAndGet();
            }
          });
    } catch (RejectedExecutionException e) {
      underWay.decrementAndGet();
      inbox.add(failed(provider, "this node is too busy to ask " + provider.name()));
    }
  }

  private static <T> Reply<T> reply(Provider provider, Function<Provider, T> question) {
    try {
      return new Reply<>(provider.name(), Optional.of(question.apply(provider)), Optional.empty());
    } catch (ChainException e) {
      return new Reply<>(provider.name(), Optional.empty(), Optional.of(e));
    } catch (RuntimeException e) {
      // The outermost entry of this task: no caller would see the exception.
      LOG.log(Level.ERROR, "a fault of this node while it asked " + provider.name(), e);
      return failed(provider, "a fault of this node; its log has more");
    }
  }

  private <T> void addSilent(List<Reply<T>> replies) {
    for (Provider provider : providers) {
      if (replies.stream().noneMatch(reply -> reply.provider().equals(provider.name()))) {
        replies.add(failed(provider, provider.name() + " did not answer in time"));
      }
    }
  }

  private static <T> Reply<T> failed(Provider provider, String why) {
    return new Reply<>(
        provider.name(), Optional.empty(), Optional.of(new ChainException(why, null)));
  }
}
