package io.novakms.auth;

import static io.novakms.auth.Clients.client;
import static org.assertj.core.api.Assertions.assertThat;

import io.novakms.model.Wallet;
import java.lang.management.ManagementFactory;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class NonceStoreTest {
  private static final Duration VALID = Duration.ofSeconds(120);
  private static final Wallet ALICE = wallet(1);
  private static final Wallet BOB = wallet(2);

  private final ManualTicker ticker = new ManualTicker();
  private final NonceStore store = new NonceStore(100, VALID, ticker, new SecureRandom());

  @Test
  void everyNonceIsSixteenBytesAndUnlikeAnyOther() {
    NonceStore large = new NonceStore(20_000, VALID, ticker, new SecureRandom());
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < 10_000; i++) {
      String nonce = large.issue(client(i));
      assertThat(Base64.getDecoder().decode(nonce)).hasSize(16);
      assertThat(seen.add(nonce)).isTrue();
    }
  }

  @Test
  void anonymousNonceServesTheFirstCaller() {
    String forApp = store.issue(client("192.0.2.1"));
    String forPeer = store.issue(client("192.0.2.1"));

    assertThat(use(forApp, CallerKind.APP, ALICE)).isTrue();
    assertThat(use(forPeer, CallerKind.PEER, BOB)).isTrue();
    assertThat(use(forApp, CallerKind.APP, ALICE)).isFalse();
  }

  @Test
  void nextNonceServesItsWalletOnly() {
    String nonce = store.issueNext(proof(CallerKind.APP, ALICE));

    assertThat(use(nonce, CallerKind.APP, BOB)).isFalse();
    assertThat(use(nonce, CallerKind.APP, ALICE)).isTrue();
    assertThat(use(nonce, CallerKind.APP, ALICE)).isFalse();
  }

  @Test
  void nextNonceServesItsKindOnly() {
    String nonce = store.issueNext(proof(CallerKind.PEER, ALICE));

    assertThat(isUsable(nonce, CallerKind.APP)).isFalse();
    assertThat(use(nonce, CallerKind.APP, ALICE)).isFalse();
    assertThat(isUsable(nonce, CallerKind.PEER)).isTrue();
    assertThat(use(nonce, CallerKind.PEER, ALICE)).isTrue();
  }

  @Test
  void bothKindsOfNonceExpire() {
    String anonymous = store.issue(client("192.0.2.1"));
    String next = store.issueNext(proof(CallerKind.APP, ALICE));
    ticker.advance(VALID.plusNanos(1));

    assertThat(use(anonymous, CallerKind.APP, ALICE)).isFalse();
    assertThat(use(next, CallerKind.APP, ALICE)).isFalse();
  }

  @Test
  void floodFromOneAddressLeavesTheNoncesOfOthers() {
    String victim = store.issue(client("192.0.2.1"));
    for (int i = 0; i < 10_000; i++) {
      store.issue(client("203.0.113.9"));
    }

    assertThat(use(victim, CallerKind.APP, ALICE)).isTrue();
  }

  @Test
  void floodFromAllOfAnIpv6NetworkCountsAsOneClient() {
    String victim = store.issue(client("2001:db8:1::1"));
    for (int i = 0; i < 10_000; i++) {
      store.issue(client("2001:db8:666:0:" + Integer.toHexString(i) + "::1"));
    }

    assertThat(use(victim, CallerKind.APP, ALICE)).isTrue();
  }

  @Test
  void floodFromAllNetworksOfAnIpv6SiteCountsAsOneClient() {
    String victim = store.issue(client("2001:db8:1::1"));
    for (int i = 0; i < 10_000; i++) {
      store.issue(client("2001:db8:666:" + Integer.toHexString(i) + "::1"));
    }

    assertThat(use(victim, CallerKind.APP, ALICE)).isTrue();
  }

  @Test
  void floodOfAnonymousNoncesFromAnyNumberOfAddressesLeavesNextNonces() {
    List<String> next = new ArrayList<>();
    for (int i = 0; i < NonceStore.NEXT_PER_WALLET; i++) {
      next.add(store.issueNext(proof(CallerKind.APP, ALICE)));
    }
    for (int i = 0; i < 10_000; i++) {
      store.issue(client(i));
    }

    assertThat(next).allMatch(nonce -> use(nonce, CallerKind.APP, ALICE));
  }

  @Test
  void walletThatHoardsNextNoncesLosesItsOwnOldest() {
    String oldest = store.issueNext(proof(CallerKind.APP, ALICE));
    String other = store.issueNext(proof(CallerKind.APP, BOB));
    for (int i = 0; i < NonceStore.NEXT_PER_WALLET; i++) {
      store.issueNext(proof(CallerKind.APP, ALICE));
    }

    assertThat(use(oldest, CallerKind.APP, ALICE)).isFalse();
    assertThat(use(other, CallerKind.APP, BOB)).isTrue();
  }

  @Test
  void memoryIsBoundedWhateverIsIssued() {
    for (int i = 0; i < 20_000; i++) {
      store.issue(client(i));
      store.issueNext(proof(CallerKind.APP, wallet(i)));
    }

    assertThat(store.size()).isEqualTo(100 + 100 * NonceStore.NEXT_PER_ANONYMOUS);
  }

  /** In processor time of this thread, so that the load of the machine does not matter. */
  @Test
  void coreIssuesAndUsesFarMoreThanTenThousandASecond() {
    NonceStore large = new NonceStore(4_096, VALID, System::nanoTime, new SecureRandom());
    issueAndUse(large, 20_000);
    long before = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    issueAndUse(large, 50_000);
    long nanos = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - before;

    double perSecond = 50_000 * 1e9 / nanos;
    System.out.printf("nonces issued and used per second and core: %,.0f%n", perSecond);
    assertThat(perSecond).isGreaterThan(10_000);
  }

  private static void issueAndUse(NonceStore store, int times) {
    for (int i = 0; i < times; i++) {
      ClientAddress client = client(i);
      store.issue(client); // left unused, so that the pool is full
      String nonce = store.issue(client);
      assertThat(store.isUsable(Nonce.parse(nonce).orElseThrow(), CallerKind.APP)).isTrue();
      assertThat(store.use(Nonce.parse(nonce).orElseThrow(), CallerKind.APP, ALICE)).isTrue();
    }
  }

  private boolean use(String nonce, CallerKind kind, Wallet signer) {
    return store.use(Nonce.parse(nonce).orElseThrow(), kind, signer);
  }

  private boolean isUsable(String nonce, CallerKind kind) {
    return store.isUsable(Nonce.parse(nonce).orElseThrow(), kind);
  }

  private static Proof proof(CallerKind kind, Wallet wallet) {
    return new Proof(kind, wallet, "0x00");
  }

  private static Wallet wallet(int number) {
    return new Wallet(String.format("0x%040x", number));
  }
}
