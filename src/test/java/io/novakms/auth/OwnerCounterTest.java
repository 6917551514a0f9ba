package io.novakms.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class OwnerCounterTest {
  @Property
  void countsAndLeaderAreThoseOfARecount(
      @ForAll @Size(max = 200) List<@IntRange(max = 5) Integer> owners,
      @ForAll @Size(min = 200, max = 200) List<Boolean> up) {
    OwnerCounter<Integer> tally = new OwnerCounter<>();
    Map<Integer, Integer> recount = new HashMap<>();

    for (int i = 0; i < owners.size(); i++) {
      int owner = owners.get(i);
      if (up.get(i)) {
        tally.increment(owner);
        recount.merge(owner, 1, Integer::sum);
      } else if (recount.getOrDefault(owner, 0) > 0) {
        tally.decrement(owner);
        recount.merge(owner, -1, Integer::sum);
      }
      assertThat(tally.count(owner)).isEqualTo(recount.getOrDefault(owner, 0));
      if (recount.values().stream().anyMatch(count -> count > 0)) {
        assertThat(recount.get(tally.leader())).isEqualTo(Collections.max(recount.values()));
      }
    }
  }

  @Test
  void ofSeveralTheOneWhoHasHadThatManyLongestLeads() {
    OwnerCounter<String> tally = new OwnerCounter<>();
    tally.increment("early");
    tally.increment("late");

    assertThat(tally.leader()).isEqualTo("early");

    tally.increment("early");
    tally.decrement("early");

    assertThat(tally.leader()).isEqualTo("late");
  }

  @Test
  void nobodyLeadsWhereNothingIsCounted() {
    OwnerCounter<String> tally = new OwnerCounter<>();
    tally.increment("one");
    tally.decrement("one");

    assertThatIllegalStateException().isThrownBy(tally::leader);
    assertThatIllegalStateException().isThrownBy(() -> tally.decrement("one"));
  }
}
