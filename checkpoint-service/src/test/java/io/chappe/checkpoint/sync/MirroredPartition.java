package io.chappe.checkpoint.sync;

import io.chappe.checkpoint.translation.Incarnations;
import io.chappe.checkpoint.translation.LogRange;
import io.chappe.checkpoint.translation.Translator;
import io.chappe.offsetmap.Cause;
import io.chappe.offsetmap.Incarnation;
import io.chappe.offsetmap.OffsetMap;
import io.chappe.offsetmap.Run;
import io.chappe.offsetmap.SourcePartition;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.apache.kafka.common.Uuid;

/**
 * A partition and its copy, either of which may be deleted and created again. Both logs tell which
 * record is at an offset.
 */
final class MirroredPartition {
  static final SourcePartition SOURCE = new SourcePartition("orders", 3);

  final TreeMap<Long, Long> source = new TreeMap<>();
  final TreeMap<Long, Long> target = new TreeMap<>();
  long sourceEnd;
  long targetEnd;
  private final Random random;
  private Uuid sourceId = Uuid.randomUuid();
  private Uuid targetId = Uuid.randomUuid();
  private OffsetMap map;
  private long nextRecord;
  private long dataEnd;
  private long copied;
  private long clock = 1_000_000;

  MirroredPartition(Random random) {
    this.random = random;
    startMap(0);
  }

  void produce() {
    for (int count = random.nextInt(1, 8); count > 0; count--) {
      source.put(sourceEnd++, nextRecord++);
    }
    sourceEnd += random.nextInt(3) == 0 ? random.nextInt(1, 3) : 0;
  }

  /** Copies some records, and returns those that are never to be copied. */
  Collection<Long> copy() {
    List<Long> left = new ArrayList<>();
    if (!mapIsCurrent()) {
      startMap(random.nextInt(3) == 0 ? sourceEnd : 0);
      left.addAll(source.headMap(copied).values());
    }
    for (int count = random.nextInt(1, 12); count > 0; count--) {
      Map.Entry<Long, Long> next = source.ceilingEntry(copied);
      if (next == null) {
        return left;
      }
      if (next.getKey() > copied) {
        append(new Run(next.getKey(), targetEnd, targetEnd, Cause.GAP, ++clock));
      }
      target.put(targetEnd++, next.getValue());
      copied = next.getKey() + 1;
      dataEnd = targetEnd;
    }
    return left;
  }

  boolean isCopied() {
    return mapIsCurrent() && source.ceilingEntry(copied) == null;
  }

  void takeover() {
    if (mapIsCurrent()) {
      targetEnd += random.nextInt(1, 3);
      map = map.truncateTo(dataEnd).map();
      append(new Run(copied, targetEnd, dataEnd, Cause.TAKEOVER, ++clock));
    }
  }

  void createTargetAgain() {
    targetId = Uuid.randomUuid();
    target.clear();
    targetEnd = 0;
    dataEnd = 0;
  }

  void createSourceAgain() {
    sourceId = Uuid.randomUuid();
    source.clear();
    sourceEnd = 0;
    copied = 0;
  }

  private void startMap(long from) {
    copied = from;
    map = OffsetMap.empty(new Incarnation(sourceId, targetId));
    append(new Run(from, targetEnd, targetEnd, Cause.START, ++clock));
  }

  private void append(Run run) {
    map = map.append(run);
  }

  private boolean mapIsCurrent() {
    return map.incarnation().equals(new Incarnation(sourceId, targetId));
  }

  Uuid targetId() {
    return targetId;
  }

  Translator translator(boolean sourceAnswers) {
    return new Translator(
        Map.of(SOURCE, map),
        new Incarnations(
            sourceAnswers ? Optional.of(Map.of(SOURCE.topic(), sourceId)) : Optional.empty(),
            Map.of(SOURCE.topic(), targetId)),
        Map.of(SOURCE, new LogRange(0, targetEnd, dataEnd)),
        Map.of(SOURCE, new LogRange(0, sourceEnd, sourceEnd)));
  }

  @Override
  public String toString() {
    return "map=%s sourceEnd=%d targetEnd=%d copied=%d"
        .formatted(map.runs(), sourceEnd, targetEnd, copied);
  }
}
