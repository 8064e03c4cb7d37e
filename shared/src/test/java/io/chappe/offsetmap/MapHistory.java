package io.chappe.offsetmap;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.common.Uuid;

/**
 * A random life of one partition, done twice: with an {@link OffsetMap}, as an owner would use it,
 * and naively, with one pair of offsets for every record on the target.
 */
public final class MapHistory {
  public static final SourcePartition SOURCE = new SourcePartition("orders", 3);

  /**
   * Downstream offset to upstream offset of every record on the target that the map has to know.
   */
  public final TreeMap<Long, Long> records = new TreeMap<>();

  final List<Stored> log = new ArrayList<>();
  private final Random random;
  private Incarnation incarnation = new Incarnation(Uuid.randomUuid(), Uuid.randomUuid());
  public OffsetMap map = OffsetMap.empty(incarnation);
  public long nextUpstream;
  public long logEnd;
  public long dataEnd;
  private long clock = 1_000_000;

  /** A record of the offset-map topic. */
  record Stored(RunKey key, Optional<RunValue> value) {}

  public MapHistory(long seed) {
    random = new Random(seed);
    nextUpstream = random.nextInt(5);
    logEnd = random.nextInt(3) == 0 ? random.nextInt(20) : 0;
    dataEnd = logEnd;
    start();
  }

  private void start() {
    Run first = new Run(nextUpstream, logEnd, logEnd, Cause.START, ++clock);
    map = OffsetMap.empty(incarnation).append(first);
    store(first);
  }

  public void step() {
    switch (random.nextInt(20)) {
      case 0, 1, 2, 3, 4 -> copy();
      case 5, 6, 7, 8, 9 -> {
        gap(random.nextInt(1, 4));
        copy();
      }
      case 10 -> writeAheadInVain();
      case 11, 12, 13 -> takeover(random.nextInt(4) == 0);
      case 14 -> loseTail(random.nextInt(1, 12));
      case 15, 16 -> thin(random.nextInt(8, 14));
      case 17 -> dropOldest();
      case 18 -> truncateSource(random.nextInt(1, 12));
      default -> {
        if (random.nextInt(5) == 0) {
          recreate();
        }
      }
    }
  }

  public void copy() {
    for (int count = random.nextInt(1, 6); count > 0; count--) {
      records.put(logEnd++, nextUpstream++);
    }
    dataEnd = logEnd;
  }

  public void gap(int offsets) {
    nextUpstream += offsets;
    append(new Run(nextUpstream, logEnd, logEnd, Cause.GAP, ++clock));
  }

  /** Runs for records of which only some arrive before the owner crashes. */
  private void writeAheadInVain() {
    TreeMap<Long, Long> predicted = new TreeMap<>();
    long upstream = nextUpstream;
    long downstream = logEnd;
    for (int count = random.nextInt(1, 4); count > 0; count--) {
      upstream += random.nextInt(1, 4);
      append(new Run(upstream, downstream, downstream, Cause.GAP, ++clock));
      for (int length = random.nextInt(1, 5); length > 0; length--) {
        predicted.put(downstream++, upstream++);
      }
    }
    int arrived = random.nextInt(0, predicted.size());
    while (arrived-- > 0) {
      records.put(logEnd, predicted.get(logEnd));
      dataEnd = ++logEnd;
    }
    nextUpstream = predicted.get(logEnd);
    takeover(random.nextInt(4) == 0);
  }

  /** A new owner, which knows nothing but the log of the map topic and the target. */
  public void takeover(boolean crashesBeforeTombstones) {
    logEnd += random.nextInt(1, 3);
    List<Long> obsolete = reload();
    Position position = map.positionAt(dataEnd);
    Edit edit = map.truncateTo(dataEnd);
    Run run = new Run(position.upstream(), logEnd, position.dataEnd(), Cause.TAKEOVER, ++clock);
    map = edit.map().append(run);
    store(run);
    checkPosition(position);
    nextUpstream = position.upstream();
    records.tailMap(position.dataEnd(), true).clear();
    if (crashesBeforeTombstones) {
      takeover(random.nextInt(4) == 0);
      return;
    }
    Set<Long> gone = new HashSet<>(edit.removed());
    gone.addAll(obsolete);
    gone.remove(run.upstream());
    gone.forEach(this::tombstone);
  }

  private void checkPosition(Position position) {
    Long last = records.headMap(dataEnd).isEmpty() ? null : records.lowerEntry(dataEnd).getValue();
    if (last != null) {
      if (position.exact()) {
        assertThat(position.upstream()).isGreaterThan(last);
        assertThat(position.upstream()).isLessThanOrEqualTo(nextUpstream);
        assertThat(records.tailMap(position.dataEnd(), true)).isEmpty();
      } else {
        assertThat(position.upstream()).isLessThanOrEqualTo(last + 1);
      }
    }
    // Nothing below the position is missing on the target.
    Map.Entry<Long, Long> before = records.lowerEntry(position.dataEnd());
    assertThat(before == null || before.getValue() < position.upstream()).isTrue();
    records
        .tailMap(position.dataEnd(), true)
        .values()
        .forEach(upstream -> assertThat(upstream).isGreaterThanOrEqualTo(position.upstream()));
  }

  private void loseTail(int offsets) {
    logEnd = Math.max(0, logEnd - offsets);
    Long firstLost =
        records.ceilingEntry(logEnd) == null ? null : records.ceilingEntry(logEnd).getValue();
    records.tailMap(logEnd, true).clear();
    dataEnd = Math.min(dataEnd, logEnd);
    long before = nextUpstream;
    takeover(random.nextInt(4) == 0);
    if (firstLost != null) {
      assertThat(nextUpstream).isLessThanOrEqualTo(firstLost).isLessThan(before);
    }
  }

  private void truncateSource(int offsets) {
    long cut = Math.max(map.run(0).upstream(), nextUpstream - offsets);
    Edit edit = map.truncateSource(cut, logEnd, ++clock);
    apply(edit);
    records.values().removeIf(upstream -> upstream >= cut);
    nextUpstream = cut;
    copy();
  }

  void thin(int maxRuns) {
    Edit edit = map.thin(maxRuns, dataEnd);
    assertThat(edit.map().size()).isLessThanOrEqualTo(maxRuns);
    if (random.nextInt(5) == 0) {
      applyInPart(edit);
      takeover(random.nextBoolean());
    } else {
      apply(edit);
    }
  }

  private void dropOldest() {
    Run oldest = map.run(random.nextInt(map.size()));
    long sourceStart = oldest.upstream() + random.nextInt(3);
    long targetStart = Math.min(dataEnd, oldest.previousEnd() + random.nextInt(3));
    apply(map.dropBelow(sourceStart, targetStart));
    long first = map.run(0).upstream();
    records.values().removeIf(upstream -> upstream < first);
  }

  private void recreate() {
    incarnation = new Incarnation(Uuid.randomUuid(), Uuid.randomUuid());
    records.clear();
    nextUpstream = 0;
    start();
  }

  private void append(Run run) {
    map = map.append(run);
    store(run);
  }

  private void apply(Edit edit) {
    map = edit.map();
    edit.written().forEach(this::store);
    edit.removed().forEach(this::tombstone);
  }

  private void applyInPart(Edit edit) {
    int stored = random.nextInt(edit.written().size() + edit.removed().size() + 1);
    int written = Math.min(stored, edit.written().size());
    edit.written().subList(0, written).forEach(this::store);
    edit.removed().subList(0, stored - written).forEach(this::tombstone);
    reload();
  }

  /** Reads the map back, as a new owner does, and returns the keys that it should remove. */
  List<Long> reload() {
    OffsetMapReplay replay = replay(log);
    map = replay.map(SOURCE).orElseThrow();
    return replay.obsolete(SOURCE);
  }

  static OffsetMapReplay replay(List<Stored> log) {
    OffsetMapReplay replay = new OffsetMapReplay();
    log.forEach(stored -> replay.apply(stored.key(), stored.value()));
    return replay;
  }

  /** The log after compaction has removed some of the records that later ones replaced. */
  List<Stored> compacted() {
    Map<RunKey, Integer> latest = new HashMap<>();
    for (int index = 0; index < log.size(); index++) {
      latest.put(log.get(index).key(), index);
    }
    int percent = random.nextInt(3) == 0 ? 100 : random.nextInt(101);
    Set<RunKey> stillThere = new HashSet<>();
    List<Stored> compacted = new ArrayList<>();
    for (int index = 0; index < log.size(); index++) {
      Stored stored = log.get(index);
      boolean last = latest.get(stored.key()) == index;
      boolean removable =
          last ? stored.value().isEmpty() && !stillThere.contains(stored.key()) : true;
      if (!removable || random.nextInt(100) >= percent) {
        compacted.add(stored);
        stillThere.add(stored.key());
      }
    }
    return compacted;
  }

  private void store(Run run) {
    log.add(
        new Stored(
            new RunKey(SOURCE, run.upstream()), Optional.of(new RunValue(incarnation, run))));
  }

  private void tombstone(long upstream) {
    log.add(new Stored(new RunKey(SOURCE, upstream), Optional.empty()));
  }
}
