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
    OwnerCounter<Integer> counter = new OwnerCounter<>();
    Map<Integer, Integer> recount = new HashMap<>();

    for (int i = 0; i < owners.size(); i++) {
      int owner = owners.get(i);
      if (up.get(i)) {
        counter.increment(owner);
        recount.merge(owner, 1, Integer::sum);
      } else if (recount.getOrDefault(owner, 0) > 0) {
        counter.decrement(owner);
        recount.merge(owner, -1, Integer::sum);
      }
      assertThat(counter.count(owner)).isEqualTo(recount.getOrDefault(owner, 0));
      if (recount.values().stream().anyMatch(count -> count > 0)) {
        assertThat(recount.get(counter.leader())).isEqualTo(Collections.max(recount.values()));
      }
    }
  }

  @Test
  void ofSeveralTheOneWhoHasHadThatManyLongestLeads() {
    OwnerCounter<String> counter = new OwnerCounter<>();
    counter.increment("early");
    counter.increment("late");

    assertThat(counter.leader()).isEqualTo("early");

    counter.increment("early");
    counter.decrement("early");

    assertThat(counter.leader()).isEqualTo("late");
  }

  @Test
  void noOwnerLeadsWhereNothingIsCounted() {
    OwnerCounter<String> counter = new OwnerCounter<>();
    counter.increment("one");
    counter.decrement("one");

    assertThatIllegalStateException().isThrownBy(counter::leader);
    assertThatIllegalStateException().isThrownBy(() -> counter.decrement("one"));
  }
}
