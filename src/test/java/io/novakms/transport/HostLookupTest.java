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
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HostLookupTest {
  private static final String NODE = "node.example";
  private static final String HUNG = "hung.example";
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
    assertThat(lookup(addresses("1.1.1.1", "2606:4700::1111"), PLENTY).addresses(NODE)).hasSize(2);
  }

  @Test
  void onePrivateAddressAmongPublicOnesIsEnoughToRefuse() {
    assertFault(
        lookup(addresses("1.1.1.1", "2606:4700::1111", "10.1.2.3"), PLENTY),
        NODE,
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

    rebinding.addresses(NODE);

    assertFault(rebinding, NODE, Fault.UNTRUSTED, "a loopback address");
  }

  @Test
  void mappedAddressIsTheAddressThatItMeans() {
    assertFault(
        lookup(addresses("::ffff:192.168.0.1"), PLENTY),
        NODE,
        Fault.UNTRUSTED,
        "a private address");
  }

  @Test
  void literalAddressNeedsNoNameServer() throws Exception {
    HostLookup lookup = lookup(addresses("1.1.1.1"), PLENTY);

    assertThat(lookup.objection(URI.create("https://[2606:4700::1111]:1"))).isEmpty();
    assertThat(lookup.objection(URI.create("https://node.example"))).isEmpty();
    assertThat(lookup.objection(URI.create("https://169.254.169.254")))
        .hasValueSatisfying(
            why -> {
              assertThat(why.fault()).isEqualTo(Fault.UNTRUSTED);
              assertThat(why).hasMessageContaining("link-local");
            });

    assertThat(asked).hasValue(0);
  }

  @Test
  void anyAddressIsAcceptedWherePrivateOnesAreAllowed() throws Exception {
    HostLookup lookup =
        new HostLookup(new UrlPolicy(false, true), addresses("127.0.0.1"), threads, PLENTY);

    assertThat(lookup.addresses(NODE)).hasSize(1);
  }

  @Test
  void unknownHostIsUnreachable() {
    HostLookup lookup =
        lookup(
            host -> {
              throw new UnknownHostException("the resolver's own words");
            },
            PLENTY);

    assertFault(lookup, NODE, Fault.UNREACHABLE, "no address");
  }

  @Test
  void hungLookupTimesOutAndHoldsOneThreadHoweverManyWait() {
    HostLookup lookup = lookup(this::hang, LITTLE);

    for (int i = 0; i < 3; i++) {
      assertFault(lookup, HUNG, Fault.TIMED_OUT, "in time");
    }
    assertThat(asked).hasValue(1);
  }

  @Test
  void hungLookupDelaysNoOtherHost() throws Exception {
    HostLookup lookup =
        lookup(
            host -> host.equals("hung.example") ? hang(host) : addresses("1.1.1.1").resolve(host),
            PLENTY);

    Future<List<InetAddress>> hung = threads.submit(() -> lookup.addresses(HUNG));
    await().atMost(PLENTY).until(() -> asked.get() == 1);

    assertThat(lookup.addresses(NODE)).hasSize(1);
    assertThat(hung).isNotDone();
  }

  @Test
  void hostIsLookedUpAgainAfterAHungLookupEnded() throws Exception {
    HostLookup lookup = lookup(this::hang, LITTLE);
    assertFault(lookup, HUNG, Fault.TIMED_OUT, "in time");

    nameServerAnswers.countDown();

    await()
        .atMost(PLENTY)
        .until(
            () -> {
              lookup.addresses(HUNG);
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

  private static void assertFault(HostLookup lookup, String host, Fault fault, String words) {
    assertThatThrownBy(() -> lookup.addresses(host))
        .isInstanceOf(UnknownHostException.class)
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
