package io.novakms.transport;

import io.novakms.config.KmsConfig;
import io.novakms.model.Scheduler;
import io.novakms.peer.AsyncDeadline;
import io.novakms.peer.PeerException;
import io.novakms.peer.PeerException.Fault;
import io.novakms.peer.PeerHttp;
import io.novakms.peer.UrlPolicy;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.ToIntFunction;
import okhttp3.Call;
import okhttp3.Callback;
import okhttp3.ConnectionPool;
import okhttp3.Dispatcher;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.Buffer;

/**
 * Bounded HTTP to peers, HTTP/2 where TLS can negotiate it: every request ends by itself within its
 * time, look-up, connection and body included; no answer takes more memory than its limit; a
 * connection is made only to addresses that the policy accepts, and so not through a proxy; no
 * request is sent twice.
 *
 * <p>A request under way takes a thread, of which there are {@value #AT_ONCE} at most; further
 * requests wait for one.
 */
public final class PeerHttpClient implements PeerHttp {
  private static final int AT_ONCE = 512;

  /** Below the time after which servers and proxies close an idle connection. */
  private static final int IDLE_SECONDS = 15;

  private static final int IDLE_CONNECTIONS = 256;

  private final OkHttpClient client;
  private final HostLookup lookup;
  private final ExecutorService lookupThreads;
  private final Scheduler scheduler;

  private PeerHttpClient(
      OkHttpClient client, HostLookup lookup, ExecutorService lookupThreads, Scheduler scheduler) {
    this.client = client;
    this.lookup = lookup;
    this.lookupThreads = lookupThreads;
    this.scheduler = scheduler;
  }

  /**
   * Ready for requests.
   *
   * @param settings the time-out of a connection, and further authorities for TLS
   * @param policy which addresses may be connected to
   * @param scheduler measures the time of requests
   * @throws IllegalArgumentException where the file of authorities is of no use
   */
  public static PeerHttpClient open(
      KmsConfig.Peers settings, UrlPolicy policy, Scheduler scheduler) {
    ExecutorService threads = HostLookup.threads();
    HostLookup lookup =
        new HostLookup(
            policy,
            host -> List.of(InetAddress.getAllByName(host)),
            threads,
            settings.connectTimeout());
    return open(settings, lookup, threads, scheduler, AT_ONCE);
  }

  static PeerHttpClient open(
      KmsConfig.Peers settings,
      HostLookup lookup,
      ExecutorService threads,
      Scheduler scheduler,
      int atOnce) {
    Dispatcher dispatcher = new Dispatcher(requestThreads());
    dispatcher.setMaxRequests(atOnce);
    dispatcher.setMaxRequestsPerHost(atOnce);
    PeerTls tls = PeerTls.open(settings.caCertificates());
    OkHttpClient client =
        HttpClients.builder(
                settings.connectTimeout(),
                settings.requestTimeout(),
                new ConnectionPool(IDLE_CONNECTIONS, IDLE_SECONDS, TimeUnit.SECONDS))
            .proxy(Proxy.NO_PROXY)
            .retryOnConnectionFailure(false)
            .dispatcher(dispatcher)
            .dns(lookup::addresses)
            .sslSocketFactory(tls.sockets(), tls.trust())
            .build();
    return new PeerHttpClient(client, lookup, threads, scheduler);
  }

  /**
   * Bounded by the dispatcher: a request that ends starts the next one before its thread is free.
   */
  private static ExecutorService requestThreads() {
    return new ThreadPoolExecutor(
        0,
        Integer.MAX_VALUE,
        IDLE_SECONDS,
        TimeUnit.SECONDS,
        new SynchronousQueue<>(),
        task -> {
          Thread thread = new Thread(task, "nova-kms-peer-http");
          thread.setDaemon(true);
          return thread;
        });
  }

  @Override
  public CompletableFuture<Answer> send(Request request, Duration time, ToIntFunction<Head> limit) {
    AsyncDeadline<Answer> steps = new AsyncDeadline<>(scheduler);
    return steps.result(
        steps.step(() -> exchange(request, time, limit)),
        time,
        () -> new PeerException(Fault.TIMED_OUT, "it gave no complete answer in time"));
  }

  private CompletableFuture<Answer> exchange(
      PeerHttp.Request request, Duration time, ToIntFunction<Head> limit) {
    Optional<PeerException> objection = lookup.objection(request.url());
    if (objection.isPresent()) {
      return CompletableFuture.failedFuture(objection.get());
    }
    Call call = client.newCall(translated(request));
    call.timeout().timeout(time.toNanos(), TimeUnit.NANOSECONDS);
    Exchange exchange = new Exchange(call, limit);
    call.enqueue(exchange);
    return exchange.answer;
  }

  private static okhttp3.Request translated(PeerHttp.Request request) {
    okhttp3.Request.Builder translated =
        new okhttp3.Request.Builder()
            .url(HttpUrl.get(request.url().toString()))
            .header("Accept-Encoding", "identity");
    request.headers().forEach(translated::header);
    request.body().ifPresent(body -> translated.post(RequestBody.create(body, null)));
    return translated.build();
  }

  /** Ends the threads that look up hosts; requests under way end by their time-out. */
  @Override
  public void close() {
    lookupThreads.shutdownNow();
    client.dispatcher().executorService().shutdown();
    client.connectionPool().evictAll();
  }

  /** One request under way. */
  private static final class Exchange implements Callback {
    private final Call call;
    private final ToIntFunction<Head> limit;
    private final CompletableFuture<Answer> answer = new CompletableFuture<>();

    Exchange(Call call, ToIntFunction<Head> limit) {
      this.call = call;
      this.limit = limit;
      answer.whenComplete(
          (done, failure) -> {
            if (failure != null) {
              call.cancel();
            }
          });
    }

    @Override
    public void onFailure(Call failed, IOException failure) {
      answer.completeExceptionally(HttpFailures.translate(failure));
    }

    @Override
    public void onResponse(Call answered, Response response) {
      try (response) {
        answer.complete(read(response));
      } catch (PeerException e) {
        answer.completeExceptionally(e.withStatus(response.code()));
      } catch (IOException e) {
        answer.completeExceptionally(HttpFailures.brokenOff(e).withStatus(response.code()));
      } catch (RuntimeException e) {
        answer.completeExceptionally(e);
      }
    }

    private Answer read(Response response) throws IOException {
      try {
        Head head = new Head(response.code(), response.headers().toMultimap());
        int bytes = limit.applyAsInt(head);
        checkAnnounced(head, bytes);
        Buffer body = new Buffer();
        body.writeAll(
            new BoundedSource(
                response.body().source(),
                bytes,
                most -> {
                  throw tooLarge(most);
                }));
        return new Answer(head, body.readByteArray());
      } catch (IOException | RuntimeException e) {
        // To close an answer alone would mean to read the rest of it first.
        call.cancel();
        throw e;
      }
    }

    private static void checkAnnounced(Head head, int limit) {
      Optional<String> announced = head.header("content-length");
      if (announced.isEmpty()) {
        return;
      }
      long bytes = length(announced.get());
      if (bytes < 0) {
        throw new PeerException(Fault.GARBLED, "its answer has a length that is none");
      }
      if (bytes > limit) {
        throw tooLarge(limit);
      }
    }

    private static long length(String text) {
      try {
        return Long.parseLong(text.strip());
      } catch (NumberFormatException e) {
        return -1;
      }
    }

    private static PeerException tooLarge(long limit) {
      return new PeerException(
          Fault.TOO_LARGE, "its answer is larger than the limit of " + limit + " bytes");
    }
  }
}
