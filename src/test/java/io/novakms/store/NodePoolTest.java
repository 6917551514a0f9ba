package io.novakms.store;

import static io.novakms.store.Samples.A;
import static io.novakms.store.Samples.clock;
import static org.assertj.core.api.Assertions.assertThat;

import io.novakms.model.Wallet;
import org.junit.jupiter.api.Test;

class NodePoolTest {
  private final NodePool pool = new NodePool();

  @Test
  void equalClocksShareTheirNodes() {
    VectorClock first = pool.shared(clock(A, 1, Samples.wallet(2), 1));
    VectorClock second = pool.shared(clock(new Wallet(A.address()), 9, Samples.wallet(2), 3));
    assertThat(second).isEqualTo(clock(A, 9, Samples.wallet(2), 3));
    assertThat(second.nodes()).isSameAs(first.nodes());
  }

  @Test
  void differentClocksShareTheirWallets() {
    VectorClock first = pool.shared(clock(A, 1));
    VectorClock second = pool.shared(clock(Samples.wallet(1), 1, Samples.wallet(2), 1));
    assertThat(second.nodes().get(0)).isSameAs(first.nodes().get(0));
    assertThat(pool.shared(Samples.wallet(1))).isSameAs(first.nodes().get(0));
  }

  @Test
  void itStaysBoundedWhileNodesComeAndGo() {
    for (int i = 1; i <= 3 * NodePool.CAPACITY; i++) {
      VectorClock clock = clock(Samples.wallet(i), i);
      assertThat(pool.shared(clock)).isEqualTo(clock);
    }
    assertThat(pool.size()).isBetween(1, 2 * NodePool.CAPACITY);
  }
}
