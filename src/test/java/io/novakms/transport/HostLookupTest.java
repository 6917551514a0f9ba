package io.novakms.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.novakms.peer.PeerException;
import io.novakms.peer.PeerException.Fault;
import io.novakms.peer.UrlPolicy;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HostLookupTest {
  private static final URI NODE = URI.create("https://node.example:8443/kms");
  private static final URI HUNG = URI.create("https://hung.example");
  private static final Duration PLENTY = Duration.ofSeconds(30);
  private static final Duration LITTLE = Duration.ofMillis(100);

  private final UrlPolicy policy = new UrlPolicy(true, false);
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final CountDownLatch nameServerAnswers = new CountDownLatch(1);
  private final AtomicInteger asked = new AtomicInteger();

  @AfterEach
  void stop() {
    nameServerAnswers.countDown();
    threads.shutdownNow();
  }

  @Test
  void publicAddressesAreAccepted() throws Exception {
    assertThat(
            lookup(addresses("1.1.1.1", "2606:4700::1111"), PLENTY)
                .check(NODE)
                .get(30, TimeUnit.SECONDS))
        .isNull();
  }

  @Test
  void onePrivateAddressAmongPublicOnesIsEnoughToRefuse() {
    assertFault(
        lookup(addresses("1.1.1.1", "2606:4700::1111", "10.1.2.3"), PLENTY).check(NODE),
        Fault.UNTRUSTED,
        "a private address");
  }

  @Test
  void addressIsCheckedAnewForEachConnection() throws Exception {
    AtomicInteger calls = new AtomicInteger();
    HostLookup rebinding =
        lookup(
            host -> addresses(calls.getAndIncrement() == 0 ? "1.1.1.1" : "127.0.0.1").resolve(host),
            PLENTY);

    rebinding.check(NODE).get(30, TimeUnit.SECONDS);

    assertFault(rebinding.check(NODE), Fault.UNTRUSTED, "a loopback address");
  }

  @Test
  void mappedAddressIsTheAddressThatItMeans() {
    assertFault(
        lookup(addresses("::ffff:192.168.0.1"), PLENTY).check(NODE),
        Fault.UNTRUSTED,
        "a private address");
  }

  @Test
  void literalAddressNeedsNoNameServer() throws Exception {
    HostLookup lookup = lookup(addresses("1.1.1.1"), PLENTY);

    lookup.check(URI.create("https://[2606:4700::1111]:1")).get(30, TimeUnit.SECONDS);
    assertFault(lookup.check(URI.create("https://169.254.169.254")), Fault.UNTRUSTED, "link-local");

    assertThat(asked).hasValue(0);
  }

  @Test
  void anyAddressIsAcceptedWherePrivateOnesAreAllowed() throws Exception {
    HostLookup lookup =
        new HostLookup(new UrlPolicy(false, true), addresses("127.0.0.1"), threads, PLENTY);

    assertThat(lookup.check(NODE).get(30, TimeUnit.SECONDS)).isNull();
  }

  @Test
  void unknownHostIsUnreachable() {
    HostLookup lookup =
        lookup(
            host -> {
              throw new UnknownHostException("the resolver's own words");
            },
            PLENTY);

    assertFault(lookup.check(NODE), Fault.UNREACHABLE, "no address");
  }

  @Test
  void hungLookupTimesOutAndHoldsOneThreadHoweverManyWait() {
    HostLookup lookup = lookup(this::hang, LITTLE);

    List<CompletableFuture<Void>> waiting =
        List.of(lookup.check(HUNG), lookup.check(HUNG), lookup.check(HUNG));

    assertThat(waiting).allSatisfy(one -> assertFault(one, Fault.TIMED_OUT, "in time"));
    assertThat(asked).hasValue(1);
  }

  @Test
  void hungLookupDelaysNoOtherHost() throws Exception {
    HostLookup lookup =
        lookup(
            host -> host.equals("hung.example") ? hang(host) : addresses("1.1.1.1").resolve(host),
            PLENTY);

    CompletableFuture<Void> hung = lookup.check(HUNG);

    lookup.check(NODE).get(30, TimeUnit.SECONDS);
    assertThat(hung).isNotDone();
  }

  @Test
  void hostIsLookedUpAgainAfterAHungLookupEnded() throws Exception {
    HostLookup lookup = lookup(this::hang, LITTLE);
    assertFault(lookup.check(HUNG), Fault.TIMED_OUT, "in time");

    nameServerAnswers.countDown();

    await()
        .atMost(PLENTY)
        .until(
            () -> {
              lookup.check(HUNG).get(30, TimeUnit.SECONDS);
              return asked.get() > 1;
            });
  }

  private HostLookup lookup(HostLookup.Resolver resolver, Duration timeout) {
    return new HostLookup(
        policy,
        host -> {
          asked.incrementAndGet();
          return resolver.resolve(host);
        },
        threads,
        timeout);
  }

  private List<InetAddress> hang(String host) throws UnknownHostException {
    try {
      nameServerAnswers.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return addresses("1.1.1.1").resolve(host);
  }

  private static HostLookup.Resolver addresses(String... literals) {
    return host -> {
      InetAddress[] found = new InetAddress[literals.length];
      for (int i = 0; i < found.length; i++) {
        found[i] = InetAddress.getByName(literals[i]);
      }
      return List.of(found);
    };
  }

  private static void assertFault(CompletableFuture<Void> check, Fault fault, String words) {
    assertThatThrownBy(() -> check.get(30, TimeUnit.SECONDS))
        .isInstanceOf(ExecutionException.class)
        .cause()
        .isInstanceOfSatisfying(
            PeerException.class,
            e -> {
              assertThat(e.fault()).isEqualTo(fault);
              assertThat(e).hasMessageContaining(words);
              assertThat(e).hasMessageNotContaining("own words");
            });
  }
}
