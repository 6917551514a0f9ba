package io.novakms.secret;

import static org.assertj.core.api.Assertions.assertThat;

import io.novakms.secret.SecretStatus.Origin;
import org.junit.jupiter.api.Test;

class MasterSecretHolderTest {
  private final MasterSecretHolder holder = new MasterSecretHolder();

  @Test
  void secretIsMadeWithoutALock() {
    holder.generate(
        () -> {
          assertThat(Thread.holdsLock(holder)).isFalse();
          return TestSecrets.secret(1);
        });

    assertThat(holder.secret()).contains(TestSecrets.secret(1));
    assertThat(holder.status().origin()).isEqualTo(Origin.GENERATED);
  }

  @Test
  void secretThatWasWithdrawnIsTakenAgainBeforeAnotherIsMade() {
    holder.generate(() -> TestSecrets.secret(1));
    holder.withdrawGenerated();
    assertThat(holder.secret()).isEmpty();

    holder.generate(() -> TestSecrets.secret(2));

    assertThat(holder.secret()).contains(TestSecrets.secret(1));
  }
}
