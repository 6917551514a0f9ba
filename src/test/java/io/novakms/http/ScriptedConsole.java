package io.novakms.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.novakms.http.api.StatusResponse.ChainView;
import io.novakms.http.api.StatusResponse.SecretView;
import io.novakms.http.api.StatusResponse.StepView;
import io.novakms.http.api.StatusResponse.TickView;
import io.novakms.http.console.ConsoleFiles;
import io.novakms.http.console.ConsoleMember;
import io.novakms.http.console.ConsoleMember.ProbeView;
import io.novakms.http.console.ConsoleMember.PushView;
import io.novakms.http.console.ConsoleResource;
import io.novakms.http.console.ConsoleResponse;
import io.novakms.http.console.ConsoleResponse.ConsoleCluster;
import io.novakms.http.console.ConsoleResponse.GateView;
import io.novakms.http.console.ConsoleResponse.JournalView;
import io.novakms.http.console.ConsoleResponse.NodeView;
import io.novakms.http.console.ConsoleResponse.PastTick;
import io.novakms.http.console.ConsoleResponse.RejectedView;
import io.novakms.http.console.ConsoleResponse.StoreView;
import io.novakms.http.console.ConsoleResponse.TicksView;
import io.novakms.http.message.Json;
import io.novakms.testing.Members;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** The console's files as they are, under its headers, with a state that the test makes up. */
final class ScriptedConsole implements AutoCloseable {
  static final String HOSTILE = "<img src=x onerror=document.title='hacked'><script>x</script>";

  private static final long LEASE_MS = 6000;

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final AtomicInteger asked = new AtomicInteger();

  volatile boolean open = true;
  volatile String reason;
  volatile String detail;
  volatile int nodes = 3;
  volatile boolean lastNodeIsUnreachable;
  volatile String host = "localhost";
  volatile long tick = 100;
  volatile int status = 200;

  ScriptedConsole() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/console/", this::answer);
    server.setExecutor(threads);
    server.start();
  }

  URI page() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/console/");
  }

  /** How often the state was asked for. */
  int asked() {
    return asked.get();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String name = exchange.getRequestURI().getPath().substring("/console/".length());
      String file = name.isEmpty() ? ConsoleFiles.PAGE : name;
      boolean isState = file.equals("state");
      if (isState) {
        asked.incrementAndGet();
      }
      byte[] body = isState ? Json.bytes(state()) : read(file);
      ConsoleResource.RESTRAINTS.forEach(exchange.getResponseHeaders()::set);
      exchange
          .getResponseHeaders()
          .set("Content-Type", isState ? "application/json" : ConsoleFiles.TYPES.get(file));
      exchange.sendResponseHeaders(isState ? status : 200, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  private static byte[] read(String file) {
    try {
      return Files.readAllBytes(Path.of("src", "main", "webapp", "console", file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private ConsoleResponse state() {
    Instant now = Instant.now();
    return new ConsoleResponse(
        now.toString(),
        new NodeView(wallet(0), url(0), "1.0.0", "0f0b4f1c-5b8e-4c1c", true, true),
        new GateView(
            open,
            reason,
            detail,
            now.minusSeconds(42).toString(),
            open ? LEASE_MS - now.toEpochMilli() % 2000 : null,
            LEASE_MS),
        new SecretView("synced", "https://node-1.example", wallet(1)),
        new TicksView(2000, last(now), history(now)),
        new ChainView(1000 + tick, now.minusSeconds(2).toString(), now.toString(), 10L),
        new StoreView(2, 1200 + tick, 3, 381_233, 536_870_912, 10_485_760, 0, 0, 14),
        new JournalView("open", null, 33_554_432L, 0L, now.minusSeconds(3).toString()),
        new ConsoleCluster(
            BigInteger.ONE,
            wallet(500),
            wallet(501),
            2000,
            nodes,
            IntStream.range(0, nodes).mapToObj(i -> member(i, now)).toList(),
            1,
            List.of(new RejectedView(wallet(502), "its version is REVOKED"))));
  }

  private TickView last(Instant now) {
    List<StepView> steps = new ArrayList<>();
    steps.add(new StepView("discover", "ok", 9, nodes - 1 + " peers at block " + (1000 + tick)));
    steps.add(new StepView("verify_self", "ok", 0, ""));
    if (open) {
      steps.add(new StepView("check_secret", "ok", 1, "the secret's hash is the chain's"));
      steps.add(new StepView("open_gate", "ok", 0, ""));
      steps.add(new StepView("push", "ok", 2, "2 peers, 0 behind, 0 being pushed to, 0 failing"));
    } else {
      steps.add(new StepView("check_secret", "stopped", 4, reason + ": " + detail));
    }
    return new TickView(tick, now.minusMillis(700).toString(), 13, 1, steps);
  }

  /** Number 95 hung, 90 failed, and every eleventh stopped. */
  private List<PastTick> history(Instant now) {
    return LongStream.rangeClosed(tick - 59, tick)
        .filter(number -> number != 95)
        .mapToObj(
            number -> {
              String outcome = number == 90 ? "failed" : number % 11 == 0 ? "stopped" : "ok";
              return new PastTick(
                  number,
                  now.minusSeconds(2 * (tick - number)).toString(),
                  number == 90 ? 5003 : 10 + number % 7,
                  outcome.equals("ok") ? "push" : "check_secret",
                  outcome,
                  outcome.equals("ok") ? null : "what was seen");
            })
        .toList();
  }

  private ConsoleMember member(int i, Instant now) {
    boolean lost = lastNodeIsUnreachable && i == nodes - 1;
    List<Integer> sees =
        IntStream.range(0, nodes)
            .filter(j -> j != i && !(lastNodeIsUnreachable && j == nodes - 1))
            .boxed()
            .toList();
    return new ConsoleMember(
        wallet(i),
        url(i),
        i == 0,
        lost ? "unreachable" : i == 0 && !open ? "closed" : "open",
        i == 0 && !open ? reason : null,
        lost ? null : "synced",
        lost ? null : "1.0.0",
        lost ? null : 1000 + tick,
        lost ? null : sees,
        i == 0
            ? null
            : new ProbeView(
                now.minusSeconds(i % 4).toString(),
                8 + tick % 20,
                lost ? null : 200,
                lost ? "timed_out" : null),
        i == 0
            ? null
            : new PushView(
                lost ? 17 : 0,
                false,
                now.toString(),
                lost ? "timed_out" : null,
                lost ? "no answer in time" : null,
                null,
                0));
  }

  private String url(int i) {
    return "https://" + host + ":" + (20_000 + i);
  }

  private static String wallet(int i) {
    return Members.wallet(0x1000 + i).address();
  }
}
