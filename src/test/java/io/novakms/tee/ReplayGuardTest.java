package io.novakms.tee;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.novakms.crypto.CryptoProviders;
import io.novakms.crypto.P384;
import io.novakms.model.TeePublicKey;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ReplayGuardTest {
  private static final CryptoProviders PROVIDERS = CryptoProviders.available();
  private static final int CAPACITY = 100;

  private final TeePublicKey sender = new P384(PROVIDERS).generate().publicKey();
  private final ReplayGuard guard = new ReplayGuard(PROVIDERS, CAPACITY);

  @Test
  void pairIsNewOnce() {
    assertThat(guard.hasSeen(sender, nonce(1))).isFalse();
    assertThat(guard.remember(sender, nonce(1))).isTrue();
    assertThat(guard.hasSeen(sender, nonce(1))).isTrue();
    assertThat(guard.remember(sender, nonce(1))).isFalse();
  }

  @Test
  void askingRemembersNothing() {
    guard.hasSeen(sender, nonce(1));

    assertThat(guard.remember(sender, nonce(1))).isTrue();
  }

  @Test
  void otherSenderOrOtherNonceIsNew() {
    guard.remember(sender, nonce(1));

    assertThat(guard.remember(new P384(PROVIDERS).generate().publicKey(), nonce(1))).isTrue();
    assertThat(guard.remember(sender, nonce(2))).isTrue();
  }

  @Test
  void latestPairsAreRememberedHoweverManyCameBefore() {
    for (int i = 0; i < 10 * CAPACITY; i++) {
      assertThat(guard.remember(sender, nonce(i))).isTrue();
      for (int back = 0; back < CAPACITY && back <= i; back += 7) {
        assertThat(guard.remember(sender, nonce(i - back))).isFalse();
      }
    }
  }

  @Test
  void oldPairsAreForgottenSoThatMemoryIsBounded() {
    for (int i = 0; i < 3 * CAPACITY; i++) {
      guard.remember(sender, nonce(i));
    }

    assertThat(guard.hasSeen(sender, nonce(0))).isFalse();
  }

  @Test
  void ofManyThreadsWithOnePairOneGetsIn() throws Exception {
    ReplayGuard large = new ReplayGuard(PROVIDERS, 100_000);
    AtomicInteger accepted = new AtomicInteger();
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Future<?>> all = new ArrayList<>();
      for (int thread = 0; thread < 8; thread++) {
        all.add(threads.submit(() -> rememberAll(large, accepted)));
      }
      for (Future<?> one : all) {
        one.get();
      }
    } finally {
      threads.shutdownNow();
    }

    assertThat(accepted).hasValue(5_000);
  }

  @Test
  void capacityOfNothingIsRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> new ReplayGuard(PROVIDERS, 0));
  }

  private void rememberAll(ReplayGuard large, AtomicInteger accepted) {
    for (int i = 0; i < 5_000; i++) {
      if (large.remember(sender, nonce(i))) {
        accepted.incrementAndGet();
      }
    }
  }

  private static byte[] nonce(int number) {
    return ByteBuffer.allocate(12).putInt(number).array();
  }
}
