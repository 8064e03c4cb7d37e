package io.chappe.checkpoint.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.chappe.checkpoint.translation.Incarnations;
import io.chappe.checkpoint.translation.LogRange;
import io.chappe.checkpoint.translation.Translator;
import io.chappe.offsetmap.Incarnation;
import io.chappe.offsetmap.MapHistory;
import io.chappe.offsetmap.SourcePartition;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.mirror.Checkpoint;

/** A group that moves between the clusters, over random histories of the partition it reads. */
class BothDirectionsPropertiesTest {
  private static final SourcePartition SOURCE = MapHistory.SOURCE;
  private static final TopicPartition COPY = new TopicPartition("us.orders", SOURCE.partition());

  @Property(tries = 1500)
  void aGroupThatMovesBackAndForthIsFollowedAndTheDirectionsDoNotFight(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 40) int steps,
      @ForAll @IntRange(min = 1, max = 8) int moves) {
    Sides sides = new Sides(new MapHistory(seed), new Random(seed));
    for (int step = 0; step < steps; step++) {
      sides.history.copy();
      sides.history.gap(sides.random.nextInt(1, 4));
      if (sides.random.nextInt(4) == 0) {
        sides.history.takeover(false);
      }
    }
    sides.readOnSource();
    for (int move = 0; move < moves; move++) {
      sides.settle();
      if (sides.random.nextBoolean()) {
        sides.readOnTarget();
      } else {
        sides.readOnSource();
      }
    }
    sides.settle();
  }

  @Property(tries = 1000)
  void aGroupThatIsResetOnTheSourceStaysWhereItWasReset(
      @ForAll long seed, @ForAll @IntRange(min = 2, max = 40) int steps) {
    Sides sides = new Sides(new MapHistory(seed), new Random(seed));
    for (int step = 0; step < steps; step++) {
      sides.history.copy();
      sides.history.gap(1);
    }
    sides.readOnSource();
    sides.settle();
    sides.readOnTarget();
    sides.settle();
    long reset = sides.upstream.getAsLong() / 2;
    sides.upstream = OptionalLong.of(reset);

    sides.settle();

    assertThat(sides.upstream).hasValue(reset);
  }

  /** Both sides of one group, and what {@code GroupWork} does to them. */
  private static final class Sides {
    private final MapHistory history;
    private final Random random;
    private final ForwardSync forward = new ForwardSync();
    private final TreeSet<Long> read = new TreeSet<>();
    private OptionalLong upstream = OptionalLong.empty();
    private OptionalLong downstream = OptionalLong.empty();
    private OptionalLong checkpoint = OptionalLong.empty();
    private OptionalLong settled = OptionalLong.empty();

    Sides(MapHistory history, Random random) {
      this.history = history;
      this.random = random;
    }

    /** Syncs until nothing changes, which must be soon. */
    void settle() {
      for (int round = 0; round < 3; round++) {
        sync();
      }
      assertThat(sync()).isFalse();
    }

    private boolean sync() {
      OptionalLong before = upstream;
      OptionalLong thereBefore = downstream;
      Translator translator = translator();
      if (upstream.isPresent()) {
        emit(translator.toTarget(SOURCE, upstream.getAsLong()).position());
      }
      if (checkpoint.isPresent()) {
        syncForward();
      }
      if (downstream.isPresent()
          && SyncRules.isProgress(downstream.getAsLong(), checkpoint, settled)) {
        failBack(translator.toSource(SOURCE, downstream.getAsLong()).position());
      }
      return !before.equals(upstream) || !thereBefore.equals(downstream);
    }

    private void emit(OptionalLong translated) {
      if (checkpoint.isPresent() && translated.orElse(0) < checkpoint.getAsLong()) {
        settled = OptionalLong.of(Math.max(settled.orElse(-1), checkpoint.getAsLong()));
      }
      checkpoint = translated;
    }

    private void syncForward() {
      Map<TopicPartition, OffsetAndMetadata> there =
          downstream.isPresent()
              ? Map.of(COPY, new OffsetAndMetadata(downstream.getAsLong()))
              : Map.of();
      Checkpoint standing =
          new Checkpoint("g", COPY, upstream.getAsLong(), checkpoint.getAsLong(), "");
      forward
          .wanted("g", List.of(standing), there)
          .values()
          .forEach(
              offset -> {
                downstream = OptionalLong.of(offset.offset());
                forward.agree("g", COPY, offset.offset());
              });
    }

    private void failBack(OptionalLong translated) {
      if (translated.isPresent()) {
        if (SyncRules.leadsBack(translated.getAsLong(), upstream)) {
          upstream = translated;
        }
        settled = downstream;
      }
    }

    void readOnSource() {
      TreeMap<Long, Long> records = new TreeMap<>();
      history.records.forEach((there, here) -> records.put(here, here));
      upstream = read(records, upstream, history.nextUpstream);
    }

    void readOnTarget() {
      downstream = read(history.records, downstream, history.logEnd);
    }

    /** Reads some records from a position on; each for the first time, and none left out. */
    private OptionalLong read(TreeMap<Long, Long> records, OptionalLong from, long end) {
      long position = from.orElse(0);
      for (int count = random.nextInt(0, 12); count > 0; count--) {
        Map.Entry<Long, Long> next = records.ceilingEntry(position);
        if (next == null) {
          return OptionalLong.of(random.nextBoolean() ? position : end);
        }
        assertThat(read.add(next.getValue())).isTrue();
        assertThat(history.records.values().stream().filter(each -> each < next.getValue()))
            .allMatch(read::contains);
        position = next.getKey() + 1;
      }
      return OptionalLong.of(position);
    }

    private Translator translator() {
      Incarnation topics = history.map.incarnation();
      return new Translator(
          Map.of(SOURCE, history.map),
          new Incarnations(
              Optional.of(Map.of(SOURCE.topic(), topics.sourceTopicId())),
              Map.of(SOURCE.topic(), topics.targetTopicId())),
          Map.of(SOURCE, new LogRange(0, history.logEnd, history.dataEnd)),
          Map.of(SOURCE, new LogRange(0, history.nextUpstream, history.nextUpstream)));
    }
  }
}
