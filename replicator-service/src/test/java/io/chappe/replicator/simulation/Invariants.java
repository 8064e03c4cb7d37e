package io.chappe.replicator.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.chappe.offsetmap.Cause;
import io.chappe.offsetmap.OffsetMap;
import io.chappe.offsetmap.OffsetMapCodec;
import io.chappe.offsetmap.OffsetMapReplay;
import io.chappe.offsetmap.Position;
import io.chappe.offsetmap.Translation;
import io.chappe.replicator.copy.map.KnownMap;
import io.chappe.replicator.copy.port.BatchAppender;
import io.chappe.replicator.copy.port.ProducerIdentity;
import io.chappe.replicator.copy.port.TargetTail;
import io.chappe.replicator.copy.takeover.DataEnd;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What must hold: the target has the source's records in order, none missing and none twice, and
 * the map says of each where it is. The first is checked with each append, the rest now and then
 * and at the end.
 */
final class Invariants {
  private final World world;
  private int copied;
  private int repeated;
  private Optional<ProducerIdentity> lastWriter = Optional.empty();
  private long checkedEnds;

  Invariants(World world) {
    this.world = world;
  }

  /** Checks that a batch holds just the records that come next. */
  void appended(SimulatedLog.Entry<Long> entry) {
    boolean mayRepeat =
        !entry.isMarker()
            && world.mayRepeat()
            && (world.mayLoseTheLastMarker() || otherTakeoversSince(entry.writer()));
    // Of a slow fence some markers may have been deleted, if the log's start has moved meanwhile.
    int fewAgain = world.mayLoseMarkersOfASlowFence() ? 2 : 0;
    for (long record : entry.records()) {
      List<Long> records = world.source.records();
      long expected = copied < records.size() ? records.get(copied) : -1;
      int again = records.indexOf(record);
      if (again >= 0 && again < copied && (mayRepeat || again >= copied - fewAgain)) {
        repeated++;
        copied = again;
        expected = record;
      }
      assertThat(record)
          .as(
              "upstream offset of the record appended at %d, after %d copied",
              entry.baseOffset(), copied)
          .isEqualTo(expected);
      copied++;
    }
    if (!entry.isMarker()) {
      lastWriter = Optional.of(entry.writer());
    }
  }

  /**
   * Whether there were takeovers between the last batch and this one that got as far as their
   * fence, and no further: a fence has the epoch before its owner's.
   */
  private boolean otherTakeoversSince(ProducerIdentity writer) {
    return lastWriter
        .filter(last -> last.id() == writer.id())
        .filter(last -> !isFencedBetween(last.epoch() + 1, writer.epoch() - 1, writer.id()))
        .isEmpty();
  }

  private boolean isFencedBetween(int fromEpoch, int toEpoch, long producerId) {
    return world.map.entries().stream()
        .filter(SimulatedLog.Entry::isMarker)
        .filter(marker -> marker.producerId() == producerId)
        .anyMatch(marker -> marker.epoch() >= fromEpoch && marker.epoch() < toEpoch);
  }

  /** The target has lost records: those are to be copied again. */
  void tailLost() {
    List<SimulatedLog.Entry<Long>> entries = world.data.entries();
    OptionalLong last = OptionalLong.empty();
    for (SimulatedLog.Entry<Long> entry : entries) {
      if (!entry.isMarker()) {
        last = OptionalLong.of(entry.records().getLast());
      }
    }
    copied = last.isEmpty() ? 0 : world.source.records().indexOf(last.getAsLong()) + 1;
  }

  /** The source has lost records, and writes their offsets anew. */
  void sourceTruncated() {
    copied = Math.min(copied, world.source.records().size());
  }

  /** An upstream offset up to which all is copied, at random. */
  long someCopied() {
    return copied == 0 ? 0 : world.source.records().get(world.schedule.below(copied));
  }

  boolean complete() {
    return copied == world.source.records().size();
  }

  /**
   * Checks, at some moments, that whoever took over now would go on at the right place, with the
   * map as it is.
   */
  void checkAtRandom() {
    long ends = world.data.end() + world.map.end();
    if (ends != checkedEnds && world.schedule.percent(15)) {
      checkedEnds = ends;
      checkPosition();
    }
  }

  void checkEnd() {
    assertThat(copied).as("records copied in the end").isEqualTo(world.source.records().size());
    checkPosition();
    if (repeated == 0) {
      // What was copied twice is in the map once.
      checkMap();
    }
    OffsetMap whole = map(world.mapRecords());
    assertThat(map(compacted())).as("map after compaction").isEqualTo(whole);
  }

  /** Whether the newest takeover went well and nothing was copied since. */
  boolean settled() {
    return world
        .replayMap(world.mapRecords())
        .map(World.KEY)
        .filter(
            map ->
                map.last().cause() == Cause.TAKEOVER && map.last().downstream() == world.data.end())
        .isPresent();
  }

  private void checkPosition() {
    if (world.mapIsLost) {
      return;
    }
    OffsetMapReplay replay =
        world.replayMap(world.schedule.percent(50) ? world.mapRecords() : compacted());
    if (replay.map(World.KEY).isEmpty()) {
      assertThat(copied).as("copied without a map").isZero();
      return;
    }
    OffsetMap map = replay.map(World.KEY).get();
    if (!map.incarnation().targetTopicId().equals(world.targetId)) {
      return;
    }
    long dataEnd = dataEndNow(map);
    Position position = map.positionAt(dataEnd);
    long after = copied == 0 ? -1 : world.source.records().get(copied - 1);
    if (!world.mayRepeat()) {
      assertThat(position.upstream())
          .as("position after %d records, data end %d, %s", copied, dataEnd, map)
          .isGreaterThan(after);
    }
    if (!complete()) {
      long next = world.source.records().get(copied);
      assertThat(position.upstream())
          .as("position after %d records", copied)
          .isLessThanOrEqualTo(next);
    }
  }

  /** As a takeover that began now would find it, with one more marker. */
  private long dataEndNow(OffsetMap map) {
    ProducerIdentity writer = world.lastMapWriter();
    ProducerIdentity fence = world.coordinator.next();
    TargetTail found =
        world.data.tail(Long.MAX_VALUE, new HashSet<>(List.of(writer.id(), fence.id())));
    TargetTail tail =
        new TargetTail(
            found.logStart(),
            found.logEnd() + 1,
            found.lastData(),
            found.wholeFrom(),
            found.oldestMarker().or(() -> Optional.of(fence)));
    return DataEnd.of(
            new KnownMap(map, Optional.of(writer), Optional.empty(), false), tail, fence, true)
        .offset();
  }

  private void checkMap() {
    OffsetMap map = map(world.mapRecords());
    for (SimulatedLog.Entry<Long> entry : world.data.entries()) {
      for (int index = 0; index < entry.records().size(); index++) {
        long upstream = entry.records().get(index);
        long downstream = entry.baseOffset() + index;
        checkTranslation(map.translate(upstream).orElseThrow(), downstream);
        checkTranslation(map.upstreamOf(downstream).orElseThrow(), upstream);
      }
    }
  }

  private static void checkTranslation(Translation translation, long expected) {
    if (translation.exact()) {
      assertThat(translation.offset()).as("translation").isEqualTo(expected);
    } else {
      assertThat(translation.offset()).as("translation").isLessThanOrEqualTo(expected);
    }
  }

  private OffsetMap map(List<BatchAppender.KeyValue> records) {
    return world.replayMap(records).map(World.KEY).orElseThrow();
  }

  /** The map topic after compaction has removed some of the records that it may remove. */
  private List<BatchAppender.KeyValue> compacted() {
    List<BatchAppender.KeyValue> records = world.mapRecords();
    Map<ByteBuffer, Integer> latest = new HashMap<>();
    for (int index = 0; index < records.size(); index++) {
      latest.put(ByteBuffer.wrap(records.get(index).key()), index);
    }
    List<BatchAppender.KeyValue> kept = new ArrayList<>();
    for (int index = 0; index < records.size(); index++) {
      boolean last = latest.get(ByteBuffer.wrap(records.get(index).key())) == index;
      if (last || world.schedule.percent(30)) {
        kept.add(records.get(index));
      }
    }
    return kept;
  }

  static String describe(BatchAppender.KeyValue record) {
    return record.value() == null
        ? "remove " + OffsetMapCodec.decodeKey(record.key()).upstream()
        : OffsetMapCodec.decodeValue(record.value()).run().toString();
  }
}
