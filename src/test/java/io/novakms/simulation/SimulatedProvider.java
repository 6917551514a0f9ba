package io.novakms.simulation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.novakms.model.Scheduler;
import io.novakms.registry.rpc.RpcDouble;
import io.novakms.registry.rpc.RpcTransport;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

/** A provider of the chain, and the ways in which it fails. */
final class SimulatedProvider {
  private static final int BUSY = 429;
  private static final int BROKEN = 502;
  private static final int MOST_BEHIND = 3;

  private final SimulatedChain chain;
  private final Timeline timeline;
  private final Process world;
  private final Faults faults;
  private final Chance chance;
  private long silentUntil;
  private long stuckUntil;
  private long stuckAt;

  SimulatedProvider(
      SimulatedChain chain, Timeline timeline, Process world, Faults faults, Chance chance) {
    this.chain = chain;
    this.timeline = timeline;
    this.world = world;
    this.faults = faults;
    this.chance = chance;
  }

  /** A connection of the threads of {@code scheduler}. */
  RpcTransport connect(Scheduler scheduler, Duration timeout) {
    return new RpcTransport() {
      @Override
      public InputStream post(String json) throws IOException {
        CompletableFuture<byte[]> answer = new CompletableFuture<>();
        timeline.after(latency(), world, () -> arrived(json, answer));
        try {
          return new ByteArrayInputStream(scheduler.await(answer, timeout));
        } catch (TimeoutException e) {
          throw new InterruptedIOException("timeout");
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw new InterruptedIOException("interrupted");
        } catch (ExecutionException e) {
          throw (IOException) e.getCause();
        }
      }

      @Override
      public void close() {
        // Nothing is open.
      }
    };
  }

  /** Answers nothing until {@code nanos} of the timeline. */
  void silence(long nanos) {
    silentUntil = nanos;
  }

  /** Knows no newer block than now until {@code nanos} of the timeline. */
  void stick(long nanos) {
    stuckUntil = nanos;
    stuckAt = chain.head();
  }

  private Duration latency() {
    return Duration.ofNanos((long) (chance.spread(2, 40) * 1_000_000));
  }

  private void arrived(String json, CompletableFuture<byte[]> answer) {
    if (timeline.now() < silentUntil || faults.strikes(Faults.Kind.PROVIDER_SILENT)) {
      return;
    }
    timeline.after(latency(), world, () -> answer(json, answer));
  }

  private void answer(String json, CompletableFuture<byte[]> answer) {
    if (faults.strikes(Faults.Kind.PROVIDER_BUSY)) {
      answer.completeExceptionally(new RpcTransport.RefusedException(BUSY));
      return;
    }
    if (faults.strikes(Faults.Kind.PROVIDER_BROKEN)) {
      answer.completeExceptionally(
          chance.once(0.5)
              ? new RpcTransport.RefusedException(BROKEN)
              : new IOException("connection reset"));
      return;
    }
    long head = timeline.now() < stuckUntil ? stuckAt : chain.head();
    long lag = faults.strikes(Faults.Kind.PROVIDER_LAGS) ? chance.between(1, MOST_BEHIND) : 0;
    SimulatedChain.View view = chain.view(head - lag, faults.strikes(Faults.Kind.PROVIDER_FORKS));
    ArrayNode batch = JsonNodeFactory.instance.arrayNode();
    for (ObjectNode call : chain.answers(parsed(json), view)) {
      if (!faults.strikes(Faults.Kind.PROVIDER_PARTIAL)) {
        batch.add(call);
      } else if (chance.once(0.5)) {
        JsonNode id = call.path("id");
        batch.add(chance.oneOf(wrong()).deepCopy().put("jsonrpc", "2.0").<ObjectNode>set("id", id));
      }
    }
    answer.complete(batch.toString().getBytes(StandardCharsets.UTF_8));
  }

  /** What stands in the place of a call's answer. */
  private static List<ObjectNode> wrong() {
    return List.of(
        RpcDouble.result(JsonNodeFactory.instance.nullNode()),
        RpcDouble.result("0x"),
        RpcDouble.error(-32000, "header not found", ""),
        RpcDouble.error(429, "too many requests", ""));
  }

  private static JsonNode parsed(String json) {
    try {
      return RpcDouble.JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
