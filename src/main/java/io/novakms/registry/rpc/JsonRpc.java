package io.novakms.registry.rpc;

import com.fasterxml.jackson.databind.JsonNode;
import io.novakms.config.KmsConfig;
import io.novakms.model.Scheduler;
import io.novakms.model.Ticker;
import io.novakms.registry.rpc.ChainListener.Outcome;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.math.BigInteger;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;

/**
 * JSON-RPC to the chain's node, in batches: one HTTP request for as many calls as the node takes at
 * once, and several in parallel for more. Every request is bounded in time and in size. Safe for
 * use by many threads.
 */
public final class JsonRpc implements AutoCloseable {
  /** An answer for 10,000 instances has some 15 MiB. */
  public static final long MAX_ANSWER_BYTES = 64L << 20;

  /**
   * What to call the node in messages. They reach the public status, so they don't tell where the
   * node is: the URL's host may be internal, and the rest of it often is a key.
   */
  public static final String NAME = "the chain (NODE_URL)";

  /** Into how many parts a batch goes that is too large. */
  private static final int PARTS = 4;

  private final String name;
  private final String host;
  private final RpcTransport http;
  private final Duration timeout;
  private final BatchLimit limit;
  private final Scheduler scheduler;
  private final Ticker ticker;
  private final ChainListener listener;

  /**
   * A connection to the chain's node.
   *
   * @param config where it is, its time-out, and how many calls go into one batch
   * @param transports carries the requests
   * @param scheduler sends the parts of a large batch, and waits for them
   * @param maxAnswerBytes how long an answer may be
   * @param ticker measures requests
   * @param listener is told of each
   */
  public JsonRpc(
      KmsConfig.Chain config,
      RpcTransport.Factory transports,
      Scheduler scheduler,
      long maxAnswerBytes,
      Ticker ticker,
      ChainListener listener) {
    this(
        NAME,
        config.urls().get(0),
        config,
        transports,
        scheduler,
        maxAnswerBytes,
        ticker,
        listener);
  }

  /**
   * A connection to one provider.
   *
   * @param name its name in messages, which may be public
   * @param url where it is
   */
  private JsonRpc(
      String name,
      URI url,
      KmsConfig.Chain config,
      RpcTransport.Factory transports,
      Scheduler scheduler,
      long maxAnswerBytes,
      Ticker ticker,
      ChainListener listener) {
    this.name = name;
    this.host = ProviderNames.host(url);
    this.http = transports.to(url, config.timeout(), maxAnswerBytes);
    this.timeout = config.timeout();
    this.limit = new BatchLimit(config.maxBatch(), ticker);
    this.scheduler = scheduler;
    this.ticker = ticker;
    this.listener = listener;
  }

  /**
   * A connection to each provider that {@code config} names. A single one is never named in
   * messages, since its host may be internal; of several, each is named by its host.
   */
  public static List<JsonRpc> toAll(
      KmsConfig.Chain config,
      RpcTransport.Factory transports,
      Scheduler scheduler,
      Ticker ticker,
      ChainListener listener) {
    List<String> names = ProviderNames.of(config.urls());
    return IntStream.range(0, names.size())
        .mapToObj(
            i ->
                new JsonRpc(
                    names.get(i),
                    config.urls().get(i),
                    config,
                    transports,
                    scheduler,
                    MAX_ANSWER_BYTES,
                    ticker,
                    listener))
        .toList();
  }

  /** What to call the provider in messages. */
  public String name() {
    return name;
  }

  /**
   * Whether what {@code failure} tells of may be over at once: a connection that broke, a server
   * that was busy. A time-out is not: there is no time for another.
   */
  static boolean mayPass(ChainException failure) {
    Throwable cause = failure.getCause();
    return cause instanceof RpcTransport.RefusedException refused
        ? refused.mayPass()
        : cause instanceof IOException && !(cause instanceof InterruptedIOException);
  }

  /**
   * The answers to some calls.
   *
   * @param answers in the order of the calls
   * @param requests how many HTTP requests it took
   */
  public record Batch(List<RpcResponse> answers, int requests) {
    /** All of {@code batches} as one. */
    static Batch of(List<Batch> batches) {
      return new Batch(
          batches.stream().flatMap(batch -> batch.answers().stream()).toList(),
          batches.stream().mapToInt(Batch::requests).sum());
    }
  }

  /**
   * Makes all {@code calls}.
   *
   * @throws ChainException where the node can't be reached, does not answer in time, or answers
   *     with something else; an error that answers a single call is an answer
   */
  public Batch call(List<RpcCall> calls) {
    List<List<RpcCall>> parts = parts(calls, limit.calls());
    List<CompletableFuture<Batch>> others = parts.stream().skip(1).map(this::postLater).toList();
    List<Batch> batches = new ArrayList<>(parts.size());
    if (!parts.isEmpty()) {
      batches.add(post(parts.get(0)));
    }
    others.forEach(other -> batches.add(await(other)));
    return Batch.of(batches);
  }

  private static List<List<RpcCall>> parts(List<RpcCall> calls, int size) {
    List<List<RpcCall>> parts = new ArrayList<>();
    for (int from = 0; from < calls.size(); from += size) {
      parts.add(calls.subList(from, Math.min(from + size, calls.size())));
    }
    return parts;
  }

  /** Makes one call; see {@link #call(List)}. */
  public RpcResponse call(RpcCall call) {
    return call(List.of(call)).answers().get(0);
  }

  /** Makes one call that is answered with a number; see {@link #call(List)}. */
  public BigInteger quantity(RpcCall call) {
    return quantity(call(call));
  }

  /**
   * The number that {@code answer} holds.
   *
   * @throws ChainException where it is an error, or no number
   */
  public BigInteger quantity(RpcResponse answer) {
    try {
      return Quantity.parse(result(answer));
    } catch (UnreadableException e) {
      throw new ChainException(name + " gave a number that can't be read", e);
    }
  }

  /**
   * The result that {@code answer} holds.
   *
   * @throws ChainException where it is an error
   */
  public JsonNode result(RpcResponse answer) {
    if (answer instanceof RpcResponse.Failure failure) {
      throw new ChainException(name + " gave " + failure.describe(), null);
    }
    if (answer instanceof RpcResponse.Unknown unknown) {
      throw new ChainException(unknown.why(), null);
    }
    return ((RpcResponse.Result) answer).value();
  }

  @Override
  public void close() {
    http.close();
  }

  private CompletableFuture<Batch> postLater(List<RpcCall> calls) {
    try {
      return CompletableFuture.supplyAsync(() -> post(calls), scheduler);
    } catch (RejectedExecutionException e) {
      throw new ChainException("this node is too busy to ask the chain, or shutting down", e);
    }
  }

  private Batch await(CompletableFuture<Batch> part) {
    try {
      // Each request has its own time-out; this one is for a request that never starts.
      return scheduler.await(part, timeout.multipliedBy(2));
    } catch (ExecutionException e) {
      throw e.getCause() instanceof ChainException known ? known : failed(e.getCause());
    } catch (TimeoutException e) {
      throw new ChainException("this node is too busy to ask the chain", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ChainException("interrupted while asking " + name, e);
    }
  }

  /** Posts {@code calls}; in parts where the provider refuses so many at once. */
  private Batch post(List<RpcCall> calls) {
    try {
      return new Batch(send(calls), 1);
    } catch (ChainException e) {
      if (calls.size() == 1 || !saysTooMany(e)) {
        throw e;
      }
      return postInParts(calls, e);
    }
  }

  private Batch postInParts(List<RpcCall> calls, ChainException refusal) {
    int size = (calls.size() + PARTS - 1) / PARTS;
    List<Batch> batches = new ArrayList<>(PARTS + 1);
    batches.add(new Batch(List.of(), 1));
    for (List<RpcCall> part : parts(calls, size)) {
      try {
        batches.add(post(part));
      } catch (ChainException e) {
        throw saysTooMany(e) ? refusal : e;
      }
    }
    limit.took(size);
    return Batch.of(batches);
  }

  /** Whether the provider refused a batch as a whole, as nodes do that limit them. */
  private static boolean saysTooMany(ChainException failure) {
    return failure.getCause() instanceof RpcTransport.RefusedException refused
            && refused.isTooLarge()
        || failure.getCause() instanceof RpcCodec.BatchRefusedException;
  }

  private List<RpcResponse> send(List<RpcCall> calls) {
    long start = ticker.nanos();
    Outcome outcome = Outcome.UNREACHABLE;
    try (InputStream answer = http.post(RpcCodec.write(calls))) {
      List<RpcResponse> answers = RpcCodec.read(answer, calls.size());
      outcome = Outcome.ANSWERED;
      return answers;
    } catch (IOException e) {
      outcome = outcome(e);
      throw failed(e);
    } finally {
      listener.asked(host, outcome, Duration.ofNanos(ticker.nanos() - start));
    }
  }

  private static Outcome outcome(IOException failure) {
    if (failure instanceof RpcTransport.RefusedException
        || failure instanceof RpcCodec.MalformedException) {
      return Outcome.REFUSED;
    }
    return failure instanceof InterruptedIOException ? Outcome.TIMED_OUT : Outcome.UNREACHABLE;
  }

  private ChainException failed(Throwable cause) {
    if (cause instanceof RpcTransport.RefusedException
        || cause instanceof RpcCodec.MalformedException) {
      return new ChainException(name + " answered with " + cause.getMessage(), cause);
    }
    if (cause instanceof InterruptedIOException) {
      return new ChainException(
          name + " did not answer within " + timeout.toMillis() + " ms", cause);
    }
    return new ChainException(name + " can't be reached", cause);
  }
}
