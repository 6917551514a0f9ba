package io.novakms.simulation;

import io.novakms.peer.PeerException;
import io.novakms.peer.PeerException.Fault;
import io.novakms.peer.PeerHttp;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;

/** HTTP between machines, and what happens to it on its way. */
final class Network {
  private final Timeline timeline;
  private final Process world;
  private final Faults faults;
  private final Chance chance;
  private final double latencyMs;
  private final Map<String, Host> hosts = new TreeMap<>();
  private final Set<Link> cut = new HashSet<>();

  /** A machine that can be asked. */
  interface Host {
    /** The process that listens there; empty where none does. */
    Optional<Process> listening();

    /** Answers {@code request} of the machine {@code from}, in that process. */
    void answer(String from, PeerHttp.Request request, Consumer<PeerHttp.Answer> answer);
  }

  /** The way from one machine to another. */
  record Link(String from, String to) {}

  Network(Timeline timeline, Process world, Faults faults, Chance chance, double latencyMs) {
    this.timeline = timeline;
    this.world = world;
    this.faults = faults;
    this.chance = chance;
    this.latencyMs = latencyMs;
  }

  /** The IP address of a machine, whose name ends with its number. */
  static String address(String name) {
    String number = name.substring(name.lastIndexOf('-') + 1);
    return (name.startsWith("node-") ? "10.0.0." : "10.0.1.") + number;
  }

  void add(String name, Host host) {
    hosts.put(name, host);
  }

  /** Loses all that goes from one machine to another. */
  void cut(Link link) {
    cut.add(link);
  }

  void mend(Link link) {
    cut.remove(link);
  }

  void mendAll() {
    cut.clear();
  }

  /** The connections of {@code process}, which runs on the machine {@code from}. */
  PeerHttp open(String from, Process process) {
    return new PeerHttp() {
      @Override
      public CompletableFuture<Answer> send(
          Request request, Duration time, ToIntFunction<Head> limit) {
        CompletableFuture<Answer> result = new CompletableFuture<>();
        Timeline.Event alarm =
            timeline.after(
                time,
                process,
                () -> fail(result, Fault.TIMED_OUT, "it gave no complete answer in time"));
        result.whenComplete((answer, failure) -> alarm.cancel());
        new Exchange(from, process, request, limit, result).begin();
        return result;
      }

      @Override
      public void close() {
        // Nothing is open.
      }
    };
  }

  private static void fail(CompletableFuture<?> result, Fault fault, String why) {
    result.completeExceptionally(new PeerException(fault, why));
  }

  /** How long a message is under way; empty where it never arrives. */
  private Optional<Duration> way(String from, String to, Faults.Kind loss) {
    if (cut.contains(new Link(from, to)) || faults.strikes(loss)) {
      return Optional.empty();
    }
    double ms = chance.spread(latencyMs / 2, latencyMs * 2);
    if (faults.strikes(Faults.Kind.MESSAGE_DELAYED)) {
      ms += chance.spread(100, 30_000);
    }
    return Optional.of(Duration.ofNanos((long) (ms * 1_000_000)));
  }

  private final class Exchange {
    private final String from;
    private final String to;
    private final Process process;
    private final PeerHttp.Request request;
    private final ToIntFunction<PeerHttp.Head> limit;
    private final CompletableFuture<PeerHttp.Answer> result;
    private final String what;

    Exchange(
        String from,
        Process process,
        PeerHttp.Request request,
        ToIntFunction<PeerHttp.Head> limit,
        CompletableFuture<PeerHttp.Answer> result) {
      this.from = from;
      this.to = request.url().getHost();
      this.process = process;
      this.request = request;
      this.limit = limit;
      this.result = result;
      this.what = from + " > " + to + " " + request.method() + " " + request.url().getPath();
    }

    void begin() {
      request.body().ifPresent(body -> timeline.trace().note(Arrays.hashCode(body)));
      Optional<Duration> way = way(from, to, Faults.Kind.MESSAGE_LOST);
      timeline.trace(what + (way.isPresent() ? "" : ": lost"));
      way.ifPresent(time -> timeline.after(time, world, this::arrive));
      if (way.isPresent() && faults.strikes(Faults.Kind.MESSAGE_DOUBLED)) {
        way(from, to, Faults.Kind.MESSAGE_LOST)
            .ifPresent(time -> timeline.after(time, world, this::arrive));
      }
    }

    private void arrive() {
      Host host = hosts.get(to);
      Optional<Process> listening = host == null ? Optional.empty() : host.listening();
      if (listening.isEmpty()) {
        back(() -> fail(result, Fault.UNREACHABLE, "nothing listens there"));
      } else {
        listening.get().execute(() -> host.answer(from, request, this::answered));
      }
    }

    private void answered(PeerHttp.Answer answer) {
      timeline.trace().note(Arrays.hashCode(answer.body()));
      timeline.trace(what + ": " + answer.status());
      back(() -> read(answer));
    }

    private void back(Runnable arrival) {
      way(to, from, Faults.Kind.ANSWER_LOST)
          .ifPresent(time -> timeline.after(time, process, arrival));
    }

    /** What the client makes of an answer, as a real one does. */
    private void read(PeerHttp.Answer answer) {
      if (result.isDone()) {
        return;
      }
      try {
        int most = limit.applyAsInt(answer.head());
        if (answer.body().length > most) {
          fail(result, Fault.TOO_LARGE, "its answer is longer than " + most + " bytes");
        } else if (faults.strikes(Faults.Kind.ANSWER_CUT)) {
          fail(result, Fault.UNREACHABLE, "the connection was closed");
        } else {
          result.complete(answer);
        }
      } catch (PeerException e) {
        result.completeExceptionally(e.withStatus(answer.status()));
      }
    }
  }
}
