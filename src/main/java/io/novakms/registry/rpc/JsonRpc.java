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
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;

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

  private final RpcTransport http;
  private final Duration timeout;
  private final int maxBatch;
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
    this.http = transports.to(config.url(), config.timeout(), maxAnswerBytes);
    this.timeout = config.timeout();
    this.maxBatch = config.maxBatch();
    this.scheduler = scheduler;
    this.ticker = ticker;
    this.listener = listener;
  }

  /**
   * The answers to some calls.
   *
   * @param answers in the order of the calls
   * @param requests how many HTTP requests it took
   */
  public record Batch(List<RpcResponse> answers, int requests) {}

  /**
   * Makes all {@code calls}.
   *
   * @throws ChainException where the node can't be reached, does not answer in time, or answers
   *     with something else; an error that answers a single call is an answer
   */
  public Batch call(List<RpcCall> calls) {
    List<List<RpcCall>> parts = new ArrayList<>();
    for (int from = 0; from < calls.size(); from += maxBatch) {
      parts.add(calls.subList(from, Math.min(from + maxBatch, calls.size())));
    }
    List<CompletableFuture<List<RpcResponse>>> others =
        parts.stream().skip(1).map(this::postLater).toList();
    List<RpcResponse> answers = new ArrayList<>(calls.size());
    if (!parts.isEmpty()) {
      answers.addAll(post(parts.get(0)));
    }
    others.forEach(other -> answers.addAll(await(other)));
    return new Batch(answers, parts.size());
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
      throw new ChainException(NAME + " gave a number that can't be read", e);
    }
  }

  /**
   * The result that {@code answer} holds.
   *
   * @throws ChainException where it is an error
   */
  public JsonNode result(RpcResponse answer) {
    if (answer instanceof RpcResponse.Failure failure) {
      throw new ChainException(NAME + " gave " + failure.describe(), null);
    }
    return ((RpcResponse.Result) answer).value();
  }

  @Override
  public void close() {
    http.close();
  }

  private CompletableFuture<List<RpcResponse>> postLater(List<RpcCall> calls) {
    try {
      return CompletableFuture.supplyAsync(() -> post(calls), scheduler);
    } catch (RejectedExecutionException e) {
      throw new ChainException("this node is too busy to ask the chain, or shutting down", e);
    }
  }

  private List<RpcResponse> await(CompletableFuture<List<RpcResponse>> part) {
    try {
      // Each request has its own time-out; this one is for a request that never starts.
      return scheduler.await(part, timeout.multipliedBy(2));
    } catch (ExecutionException e) {
      throw e.getCause() instanceof ChainException known ? known : failed(e.getCause());
    } catch (TimeoutException e) {
      throw new ChainException("this node is too busy to ask the chain", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ChainException("interrupted while asking " + NAME, e);
    }
  }

  private List<RpcResponse> post(List<RpcCall> calls) {
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
      listener.asked(outcome, Duration.ofNanos(ticker.nanos() - start));
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
      return new ChainException(NAME + " answered with " + cause.getMessage(), cause);
    }
    if (cause instanceof InterruptedIOException) {
      return new ChainException(
          NAME + " did not answer within " + timeout.toMillis() + " ms", cause);
    }
    return new ChainException(NAME + " can't be reached", cause);
  }
}
