package io.chappe.replicator.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.LongStream;

/** A source partition to which producers append now and then, some of them in transactions. */
final class SimulatedSource {
  private final TreeMap<Long, SimulatedBatch> batches = new TreeMap<>();
  private final List<Long> records = new ArrayList<>();
  private final Schedule schedule;
  private long end;
  private long start;

  SimulatedSource(Schedule schedule) {
    this.schedule = schedule;
  }

  /** A producer appends a batch, a compacted one, a transaction, or an aborted one. */
  void produce() {
    long last = end + schedule.below(4);
    int kind = schedule.below(10);
    List<Long> offsets = LongStream.rangeClosed(end, last).boxed().toList();
    if (kind < 2) {
      offsets = offsets.stream().filter(offset -> schedule.percent(70)).toList();
    }
    boolean aborted = kind == 2;
    add(new SimulatedBatch(end, last, offsets, !aborted && !offsets.isEmpty()));
    if (kind >= 2 && kind <= 5) {
      add(new SimulatedBatch(end, end, List.of(), false));
    }
  }

  private void add(SimulatedBatch batch) {
    batches.put(batch.baseOffset(), batch);
    end = batch.lastOffset() + 1;
    if (batch.isData()) {
      records.addAll(batch.records());
    }
  }

  /** Some batches from an offset on, the first of which may begin before it. */
  List<SimulatedBatch> read(long offset, int count) {
    Long first = batches.floorKey(offset);
    return first == null
        ? List.of()
        : batches.tailMap(first, true).values().stream()
            .filter(batch -> batch.lastOffset() >= offset)
            .limit(count)
            .toList();
  }

  /** Another leader doesn't have what was produced from an offset on. */
  void truncateTo(long offset) {
    batches.tailMap(offset, true).clear();
    records.removeIf(record -> record >= offset);
    end = offset;
  }

  /** Retention moves the log start up to an offset. */
  void deleteBelow(long offset) {
    start = Math.max(start, offset);
  }

  long start() {
    return start;
  }

  /** The offsets of all records that are to be copied. */
  List<Long> records() {
    return records;
  }

  long end() {
    return end;
  }
}
