package io.chappe.offsetmap;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.Test;

class ThinningTest {
  private static final int MARKERS = 1_000_000;
  private static final int MAX_RUNS = 2_000;
  private static final int RECORDS = 3;

  private final Incarnation topics = new Incarnation(Uuid.randomUuid(), Uuid.randomUuid());
  private final SourcePartition source = new SourcePartition("orders", 0);
  private final OffsetMapReplay reader = new OffsetMapReplay();
  private final Map<Long, Run> compacted = new HashMap<>();

  @Test
  void aMillionTransactionMarkersLeaveABoundedMapAndABoundedTopic() {
    OffsetMap map = OffsetMap.empty(topics);
    long mostBytes = 0;

    for (long marker = 0; marker < MARKERS; marker++) {
      Run run = new Run(marker * (RECORDS + 1), marker * RECORDS, marker * RECORDS, Cause.GAP, 0);
      map = map.append(run);
      store(run);
      if (map.size() > MAX_RUNS) {
        Edit thinned = map.thin(MAX_RUNS, run.downstream());
        thinned.written().forEach(this::store);
        thinned.removed().forEach(this::remove);
        map = thinned.map();
      }
      mostBytes = Math.max(mostBytes, map.memoryBytes());
    }

    assertThat(map.size()).isLessThanOrEqualTo(MAX_RUNS);
    assertThat(mostBytes).isLessThanOrEqualTo(MAX_RUNS * 45L + 100);
    assertThat(compacted).hasSize(map.size());
    assertThat(reader.map(source)).contains(map);
    checkTranslations(map);
  }

  /** Exact for the newest 1,000 transactions at least; for older ones off by less than 1 %. */
  private static void checkTranslations(OffsetMap map) {
    long worst = 0;
    for (long marker = 0; marker < MARKERS; marker++) {
      long exact = marker * RECORDS;
      Translation translation = map.translate(marker * (RECORDS + 1)).orElseThrow();
      assertThat(translation.offset()).isLessThanOrEqualTo(exact);
      if (marker >= MARKERS - MAX_RUNS / 2) {
        assertThat(translation).isEqualTo(new Translation(exact, Translation.Kind.EXACT));
      }
      worst = Math.max(worst, exact - translation.offset());
    }
    assertThat(worst).isLessThan(MARKERS * RECORDS / 100);
  }

  private void store(Run run) {
    compacted.put(run.upstream(), run);
    RunValue value = new RunValue(topics, run);
    reader.apply(new RunKey(source, run.upstream()), Optional.of(value));
  }

  private void remove(long upstream) {
    compacted.remove(upstream);
    reader.apply(new RunKey(source, upstream), Optional.empty());
  }
}
