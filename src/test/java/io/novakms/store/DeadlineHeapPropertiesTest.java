package io.novakms.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** The heap against a plain list. */
class DeadlineHeapPropertiesTest {
  @Property(tries = 500)
  void firstIsAlwaysTheEarliest(
      @ForAll @Size(max = 300) List<@IntRange(min = -50, max = 100) Integer> steps) {
    DeadlineHeap heap = new DeadlineHeap();
    List<Entry> model = new ArrayList<>();
    for (int step : steps) {
      if (step >= 0 || model.isEmpty()) {
        Entry entry = entry(Math.abs(step));
        heap.add(entry);
        model.add(entry);
      } else {
        Entry entry = model.remove(-step % model.size());
        heap.remove(entry);
        assertThat(entry.heapIndex).isEqualTo(Entry.NOT_IN_HEAP);
      }
      assertThat(heap.size()).isEqualTo(model.size());
      assertThat(heap.countBefore(50))
          .isEqualTo((int) model.stream().filter(e -> e.deadlineMs < 50).count());
    }
    assertDrainsInOrder(heap, model);
  }

  private static void assertDrainsInOrder(DeadlineHeap heap, List<Entry> model) {
    List<Long> drained = new ArrayList<>();
    while (heap.first() != null) {
      drained.add(heap.first().deadlineMs);
      heap.remove(heap.first());
    }
    assertThat(drained).isEqualTo(model.stream().map(e -> e.deadlineMs).sorted().toList());
  }

  private static Entry entry(long deadlineMs) {
    DataRecord tombstone = DataRecord.tombstone("k", VectorClock.EMPTY, 0);
    return new Entry(Samples.APP, tombstone, null, deadlineMs);
  }
}
