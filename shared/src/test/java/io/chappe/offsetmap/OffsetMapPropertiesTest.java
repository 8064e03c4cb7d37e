package io.chappe.offsetmap;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Random histories of a partition: the map against a list of all records. */
class OffsetMapPropertiesTest {

  @Property(tries = 2500)
  void translatesEveryOffsetUpstreamToDownstream(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 60) int steps) {
    MapHistory history = played(seed, steps);
    TreeMap<Long, Long> byUpstream = new TreeMap<>();
    history.records.forEach((downstream, upstream) -> byUpstream.put(upstream, downstream));

    for (long upstream = history.map.run(0).upstream();
        upstream < history.nextUpstream;
        upstream++) {
      Translation translation = history.map.translate(upstream).orElseThrow();
      Map.Entry<Long, Long> next = byUpstream.ceilingEntry(upstream);
      if (next == null) {
        assertThat(translation.offset()).isLessThanOrEqualTo(history.logEnd);
      } else {
        checkBound(translation, next.getValue());
        assertThat(translation.kind() == Translation.Kind.EXACT && next.getKey() != upstream)
            .isFalse();
      }
    }
  }

  @Property(tries = 2500)
  void translatesEveryOffsetDownstreamToUpstream(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 60) int steps) {
    MapHistory history = played(seed, steps);

    for (long downstream = 0; downstream < history.dataEnd; downstream++) {
      Translation translation = history.map.upstreamOf(downstream).orElseThrow();
      Map.Entry<Long, Long> next = history.records.ceilingEntry(downstream);
      if (next != null && !reusedBehind(history, downstream)) {
        checkBound(translation, next.getValue());
      }
    }
  }

  @Property(tries = 2500)
  void readsBackWhatTheOwnerKnew(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 60) int steps) {
    MapHistory history = played(seed, steps);

    OffsetMap readBack = MapHistory.replay(history.log).map(MapHistory.SOURCE).orElseThrow();

    assertThat(readBack).isEqualTo(history.map);
  }

  @Property(tries = 2500)
  void readsBackTheSameMapAfterCompaction(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 80) int steps) {
    MapHistory history = played(seed, steps);

    OffsetMapReplay compacted = MapHistory.replay(history.compacted());

    assertThat(compacted.map(MapHistory.SOURCE)).contains(history.map);
  }

  @Property(tries = 2000)
  void findsThePositionOfEveryRecentRecordAfterThinning(
      @ForAll long seed, @ForAll @IntRange(min = 20, max = 100) int gaps) {
    MapHistory history = new MapHistory(seed);
    for (int gap = 0; gap < gaps; gap++) {
      history.gap(1);
      history.copy();
    }
    OffsetMap before = history.map;
    OffsetMap thinned = before.thin(16, history.dataEnd).map();
    long exactFrom = before.run(before.size() - 8).downstream();

    for (long end = exactFrom; end <= history.dataEnd; end++) {
      assertThat(thinned.positionAt(end)).isEqualTo(before.positionAt(end));
    }
  }

  @Property(tries = 1000)
  void readsPartitionsThatShareAPartitionOfTheMapTopic(@ForAll long one, @ForAll long other) {
    MapHistory first = played(one, 30);
    MapHistory second = played(other, 30);
    SourcePartition elsewhere = new SourcePartition("orders", 4);
    OffsetMapReplay replay = new OffsetMapReplay();

    for (int index = 0; index < Math.max(first.log.size(), second.log.size()); index++) {
      if (index < first.log.size()) {
        MapHistory.Stored stored = first.log.get(index);
        replay.apply(stored.key(), stored.value());
      }
      if (index < second.log.size()) {
        MapHistory.Stored stored = second.log.get(index);
        replay.apply(new RunKey(elsewhere, stored.key().upstream()), stored.value());
      }
    }

    assertThat(replay.map(MapHistory.SOURCE)).contains(first.map);
    assertThat(replay.map(elsewhere)).contains(second.map);
  }

  /**
   * What is left of a truncated source's old records, or of records to be copied again, is not in
   * the map.
   */
  private static boolean reusedBehind(MapHistory history, long downstream) {
    return !history.records.containsKey(downstream);
  }

  private static void checkBound(Translation translation, long expected) {
    if (translation.exact()) {
      assertThat(translation.offset()).isEqualTo(expected);
    } else {
      assertThat(translation.offset()).isLessThanOrEqualTo(expected);
    }
  }

  private static MapHistory played(long seed, int steps) {
    MapHistory history = new MapHistory(seed);
    for (int step = 0; step < steps; step++) {
      history.step();
    }
    return history;
  }
}
