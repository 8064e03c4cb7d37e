package io.chappe.checkpoint.syncs;

import static org.assertj.core.api.Assertions.assertThat;

import io.chappe.offsetmap.Cause;
import io.chappe.offsetmap.Incarnation;
import io.chappe.offsetmap.MapHistory;
import io.chappe.offsetmap.OffsetMap;
import io.chappe.offsetmap.Run;
import io.chappe.records.OffsetSync;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.Test;

class SyncPlanTest {
  private static final TopicPartition ORDERS = new TopicPartition("orders", 3);
  private static final Incarnation NOW = new Incarnation(Uuid.randomUuid(), Uuid.randomUuid());
  private static final OffsetMap ONE_RUN =
      OffsetMap.empty(NOW).append(new Run(100, 1, 1, Cause.START, 0));

  @Test
  void tellsTheFirstRecordTheNewestAndSomeBetweenAtDistancesThatDouble() {
    assertThat(plan(ONE_RUN, 1_001).due(Optional.empty()))
        .containsExactly(
            sync(100, 1),
            sync(299, 200),
            sync(699, 600),
            sync(899, 800),
            sync(999, 900),
            sync(1_099, 1_000));
  }

  @Test
  void tellsOnlyWhatIsNew() {
    StoredSync told = new StoredSync(sync(599, 500), ONE_RUN.runs().stream().findFirst(), true);

    assertThat(plan(ONE_RUN, 501).due(Optional.of(told))).isEmpty();
    assertThat(plan(ONE_RUN, 502).due(Optional.of(told))).containsExactly(sync(600, 501));
    assertThat(plan(ONE_RUN, 751).due(Optional.of(told)))
        .containsExactly(sync(649, 550), sync(749, 650), sync(849, 750));
  }

  @Test
  void tellsNothingOfThinnedRunsOrBeforeTheFirstRecord() {
    OffsetMap thinned =
        OffsetMap.empty(NOW)
            .append(new Run(100, 1, 1, Cause.START, 0))
            .append(new Run(500, 201, 201, Cause.THINNED, 0))
            .append(new Run(900, 401, 401, Cause.GAP, 0));

    assertThat(plan(thinned, 402).due(Optional.empty()))
        .containsExactly(sync(100, 1), sync(299, 200), sync(900, 401));
    assertThat(plan(ONE_RUN, 1).due(Optional.empty())).isEmpty();
  }

  @Test
  void takesEverythingBackWhenTheRemoteTopicBeginsAnew() {
    OffsetMap anew =
        OffsetMap.empty(new Incarnation(NOW.sourceTopicId(), Uuid.randomUuid()))
            .append(new Run(100, 0, 0, Cause.START, 0));
    StoredSync told = new StoredSync(sync(599, 500), Optional.empty(), true);

    assertThat(plan(anew, 10).due(Optional.of(told)))
        .containsExactly(sync(-1, -1), sync(100, 0), sync(109, 9));
    StoredSync takenBack = new StoredSync(sync(-1, -1), Optional.empty(), false);
    assertThat(plan(anew, 0).due(Optional.of(told))).containsExactly(sync(-1, -1));
    assertThat(plan(anew, 0).due(Optional.of(takenBack))).isEmpty();
  }

  /** Whichever of the syncs MM2's tools have kept, none leads past a record. */
  @Property(tries = 1500)
  void noSyncEverLeadsPastARecord(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 60) int steps,
      @ForAll @IntRange(min = 0, max = 5) int lagMax) {
    MapHistory history = new MapHistory(seed);
    Random random = new Random(seed);
    Reader reader = new Reader();
    Optional<StoredSync> told = Optional.empty();
    Incarnation seen = history.map.incarnation();
    for (int step = 0; step < steps; step++) {
      history.step();
      if (random.nextBoolean()) {
        continue;
      }
      if (!seen.equals(history.map.incarnation())) {
        told = told.map(StoredSync::doubted);
        seen = history.map.incarnation();
      }
      SyncPlan plan = new SyncPlan(ORDERS, history.map, history.logEnd, lagMax);
      for (OffsetSync each : plan.due(told)) {
        reader.take(each);
        told = Optional.of(new StoredSync(each, plan.runOf(each.downstreamOffset()), true));
      }
      reader.check(history);
    }
  }

  /** What may be in the memory of MM2's tools. */
  private static final class Reader {
    private final List<OffsetSync> syncs = new ArrayList<>();

    void take(OffsetSync sync) {
      if (!syncs.isEmpty() && sync.upstreamOffset() < syncs.getLast().upstreamOffset()) {
        syncs.clear();
      }
      syncs.add(sync);
    }

    void check(MapHistory history) {
      TreeMap<Long, Long> copies = new TreeMap<>();
      history.records.forEach((downstream, upstream) -> copies.put(upstream, downstream));
      for (long offset = history.map.run(0).upstream(); offset <= history.nextUpstream; offset++) {
        Map.Entry<Long, Long> next = copies.ceilingEntry(offset);
        long highest = next == null ? history.logEnd : next.getValue();
        for (OffsetSync sync : syncs) {
          if (sync.upstreamOffset() <= offset) {
            long step = sync.upstreamOffset() == offset ? 0 : 1;
            assertThat(sync.downstreamOffset() + step)
                .as("offset %d by %s", offset, sync)
                .isLessThanOrEqualTo(highest);
          }
        }
      }
    }
  }

  private static SyncPlan plan(OffsetMap map, long copyEnd) {
    return new SyncPlan(ORDERS, map, copyEnd, 100);
  }

  private static OffsetSync sync(long upstream, long downstream) {
    return new OffsetSync(ORDERS, upstream, downstream);
  }
}
