package io.novakms.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.novakms.model.AppId;
import io.novakms.model.Wallet;
import io.novakms.registry.RegisteredApps.Standing;
import io.novakms.registry.rpc.ChainException;
import io.novakms.testing.ManualTime;
import io.novakms.testing.Members;
import io.novakms.wiring.server.ExecutorScheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RegisteredAppsTest {
  private static final Wallet MEMBER = Members.wallet(2);
  private static final Wallet OTHER = Members.wallet(3);
  private static final AppId ONE = AppId.of(1);
  private static final AppId NONE = AppId.of(9);

  private final Set<AppId> registry = new HashSet<>(Set.of(ONE));
  private final List<Set<AppId>> readings = new ArrayList<>();
  private boolean reachable = true;
  private final ManualTime time = new ManualTime();
  private final RegisteredApps apps =
      new RegisteredApps(
          this::answer, Duration.ofSeconds(5), time, new ExecutorScheduler(Runnable::run));

  private Map<AppId, Boolean> answer(Set<AppId> asked) {
    readings.add(Set.copyOf(asked));
    if (!reachable) {
      throw new ChainException("no answer", null);
    }
    return new HashMap<>(asked.stream().collect(Collectors.toMap(app -> app, registry::contains)));
  }

  @Test
  void allAppsOfARequestAreAskedForAtOnceAndWhatIsRegisteredOnlyOnce() {
    assertThat(apps.of(Set.of(ONE, NONE), MEMBER))
        .containsEntry(ONE, Standing.REGISTERED)
        .containsEntry(NONE, Standing.NOT_REGISTERED);
    time.advance(Duration.ofDays(1));
    assertThat(apps.of(Set.of(ONE), OTHER)).containsEntry(ONE, Standing.REGISTERED);
    assertThat(readings).containsExactly(Set.of(ONE, NONE));
  }

  @Test
  void appThatIsRegisteredMeanwhileIsSeenSecondsLater() {
    apps.of(Set.of(NONE), MEMBER);
    registry.add(NONE);
    assertThat(apps.of(Set.of(NONE), MEMBER)).containsEntry(NONE, Standing.NOT_REGISTERED);
    time.advance(Duration.ofSeconds(3));
    assertThat(apps.of(Set.of(NONE), MEMBER)).containsEntry(NONE, Standing.REGISTERED);
  }

  @Test
  void chainThatDoesNotAnswerSaysNothing() {
    apps.of(Set.of(ONE), MEMBER);
    reachable = false;
    assertThat(apps.of(Set.of(ONE, NONE), MEMBER))
        .containsEntry(ONE, Standing.REGISTERED)
        .containsEntry(NONE, Standing.UNKNOWN);
    reachable = true;
    assertThat(apps.of(Set.of(NONE), MEMBER)).containsEntry(NONE, Standing.NOT_REGISTERED);
  }

  @Test
  void oneRequestAsksForABoundedNumberOfApps() {
    apps.of(made(1_000_000, RegisteredApps.MOST_ASKED + 500), MEMBER);
    assertThat(readings.get(0)).hasSize(RegisteredApps.MOST_ASKED);
  }

  @Test
  void memberThatMakesAppsUpIsNotListenedToForAWhileAndOthersAre() {
    apps.of(made(1_000_000, RegisteredApps.MOST_MADE_UP), MEMBER);
    assertThat(readings).hasSize(1);

    registry.add(AppId.of(5));
    assertThat(apps.of(Set.of(AppId.of(5)), MEMBER)).containsEntry(AppId.of(5), Standing.UNKNOWN);
    assertThat(readings).hasSize(1);
    assertThat(apps.of(Set.of(AppId.of(5)), OTHER)).containsEntry(AppId.of(5), Standing.REGISTERED);
    assertThat(apps.of(Set.of(AppId.of(5)), MEMBER))
        .containsEntry(AppId.of(5), Standing.REGISTERED);

    time.advance(RegisteredApps.MADE_UP_KEPT.plusSeconds(1));
    registry.add(AppId.of(6));
    assertThat(apps.of(Set.of(AppId.of(6)), MEMBER))
        .containsEntry(AppId.of(6), Standing.REGISTERED);
  }

  private static Set<AppId> made(int first, int count) {
    return IntStream.range(first, first + count).mapToObj(AppId::of).collect(Collectors.toSet());
  }
}
