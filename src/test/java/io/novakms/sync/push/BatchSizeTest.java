package io.novakms.sync.push;

import static org.assertj.core.api.Assertions.assertThat;

import io.novakms.config.KmsConfig;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class BatchSizeTest {
  private final BatchSize size =
      new BatchSize(new KmsConfig.Sync(Duration.ofSeconds(60), 100, 1 << 20, false));

  @Test
  void batchesAreAsLargeAsIsAllowedAtFirst() {
    assertThat(size.limit().records()).isEqualTo(100);
  }

  @Test
  void refusedBatchIsHalvedDownToOneRecord() {
    size.refused(60);
    assertThat(size.limit().records()).isEqualTo(30);
    size.refused(1);
    assertThat(size.limit().records()).isEqualTo(1);
  }

  @Test
  void batchesGrowAgainOnlyAfterSeveralWereTaken() {
    size.refused(60);
    take(BatchSize.TAKEN_TO_GROW - 1);
    assertThat(size.limit().records()).isEqualTo(30);
    take(1);
    assertThat(size.limit().records()).isEqualTo(60);
    take(2 * BatchSize.TAKEN_TO_GROW);
    assertThat(size.limit().records()).isEqualTo(100);
  }

  @Test
  void refusalStartsTheCountAgain() {
    size.refused(60);
    take(BatchSize.TAKEN_TO_GROW - 1);
    size.refused(30);
    take(BatchSize.TAKEN_TO_GROW - 1);

    assertThat(size.limit().records()).isEqualTo(15);
  }

  private void take(int batches) {
    for (int i = 0; i < batches; i++) {
      size.taken();
    }
  }
}
