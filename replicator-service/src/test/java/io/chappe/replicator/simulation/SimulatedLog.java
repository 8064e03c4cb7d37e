package io.chappe.replicator.simulation;

import io.chappe.replicator.copy.port.ProducerIdentity;
import io.chappe.replicator.copy.port.TargetTail;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * A partition on the target, as a broker keeps it: it assigns offsets, refuses older epochs of a
 * producer, and checks sequence numbers. A producer's state is all in the log, as on a broker that
 * recovers.
 *
 * @param <T> what a record holds
 */
final class SimulatedLog<T> {
  /** Longest history of a producer's batches in which a duplicate is recognised. */
  private static final int REMEMBERED = 5;

  /** A batch in the log, or a marker, which has no records but takes an offset. */
  record Entry<T>(long baseOffset, long producerId, short epoch, int sequence, List<T> records) {
    boolean isMarker() {
      return records.isEmpty();
    }

    ProducerIdentity writer() {
      return new ProducerIdentity(producerId, epoch);
    }

    long end() {
      return baseOffset + Math.max(1, records.size());
    }

    int nextSequence() {
      return sequence + records.size();
    }
  }

  /** What a broker answers: an offset, or the name of an error. */
  record Answer(long offset, String error) {
    static Answer refused(String error) {
      return new Answer(-1, error);
    }
  }

  static final class ProducerState<T> {
    private short epoch;
    private final ArrayDeque<Entry<T>> batches = new ArrayDeque<>();
  }

  final String name;
  private final List<Entry<T>> entries = new ArrayList<>();
  private final Map<Long, ProducerState<T>> producers = new HashMap<>();
  private final Consumer<Entry<T>> onAppend;
  private long logStart;
  private long end;
  private long cleanedUpTo;

  SimulatedLog(String name, Consumer<Entry<T>> onAppend) {
    this.name = name;
    this.onAppend = onAppend;
  }

  Answer append(long producerId, short epoch, int sequence, List<T> records) {
    ProducerState<T> state = producers.get(producerId);
    if (state != null) {
      if (epoch < state.epoch) {
        return Answer.refused("INVALID_PRODUCER_EPOCH");
      }
      if (epoch > state.epoch && sequence != 0) {
        return Answer.refused("OUT_OF_ORDER_SEQUENCE_NUMBER");
      }
      if (epoch == state.epoch) {
        for (Entry<T> batch : state.batches) {
          if (batch.sequence() == sequence && batch.records().size() == records.size()) {
            return new Answer(batch.baseOffset(), null);
          }
        }
        int expected = state.batches.isEmpty() ? 0 : state.batches.getLast().nextSequence();
        if (sequence != expected) {
          return Answer.refused("OUT_OF_ORDER_SEQUENCE_NUMBER");
        }
      }
    }
    return add(new Entry<>(end, producerId, epoch, sequence, List.copyOf(records)));
  }

  /** The marker that ends a transaction. */
  Answer mark(long producerId, short epoch) {
    ProducerState<T> state = producers.get(producerId);
    if (state != null && epoch < state.epoch) {
      return Answer.refused("INVALID_PRODUCER_EPOCH");
    }
    return add(new Entry<>(end, producerId, epoch, -1, List.of()));
  }

  private Answer add(Entry<T> entry) {
    entries.add(entry);
    end = entry.end();
    remember(entry);
    onAppend.accept(entry);
    return new Answer(entry.baseOffset(), null);
  }

  private void remember(Entry<T> entry) {
    ProducerState<T> state =
        producers.computeIfAbsent(entry.producerId(), id -> new ProducerState<>());
    if (entry.epoch() > state.epoch) {
      state.epoch = entry.epoch();
      state.batches.clear();
    }
    if (!entry.isMarker()) {
      state.batches.add(entry);
      if (state.batches.size() > REMEMBERED) {
        state.batches.poll();
      }
    }
  }

  /** Loses the newest entries, as after an unclean leader election. */
  void loseTail(int count) {
    for (int lost = 0; lost < count && !entries.isEmpty(); lost++) {
      end = entries.removeLast().baseOffset();
    }
    producers.clear();
    entries.forEach(this::remember);
  }

  /** The topic is deleted, and an empty one created in its place. */
  void deleteAll() {
    entries.clear();
    producers.clear();
    logStart = 0;
    end = 0;
  }

  /** All that a topic holds, while the log stands for another one. */
  record Content<T>(
      List<Entry<T>> entries, Map<Long, ProducerState<T>> producers, long logStart, long end) {
    static <T> Content<T> empty() {
      return new Content<>(List.of(), Map.of(), 0, 0);
    }
  }

  /** Stands for another topic from now on. */
  Content<T> exchange(Content<T> other) {
    Content<T> before = new Content<>(List.copyOf(entries), Map.copyOf(producers), logStart, end);
    deleteAll();
    entries.addAll(other.entries());
    producers.putAll(other.producers());
    logStart = other.logStart();
    end = other.end();
    return before;
  }

  /** Retention deletes the oldest entries. */
  void deleteOldest(int count) {
    for (int deleted = 0; deleted < count && !entries.isEmpty(); deleted++) {
      logStart = entries.removeFirst().end();
    }
  }

  /**
   * The cleaner removes batches and markers, and leaves gaps where they were. It keeps what tells
   * of the producers that the broker knows, the newest batch, whose segment is open, and markers
   * that it sees for the first time.
   */
  void compact(Schedule schedule) {
    List<Entry<T>> candidates = entries.subList(0, Math.max(0, entries.size() - 1));
    int share = schedule.below(101);
    List<Entry<T>> removed =
        candidates.stream()
            .filter(entry -> !entry.isMarker() || entry.baseOffset() < cleanedUpTo)
            .filter(entry -> !tellsOfItsProducer(entry) && schedule.percent(share))
            .toList();
    entries.removeAll(removed);
    cleanedUpTo = end;
    schedule.note(() -> name + ": the cleaner leaves " + entries);
  }

  private boolean tellsOfItsProducer(Entry<T> entry) {
    ProducerState<T> state = producers.get(entry.producerId());
    if (state == null) {
      return false;
    }
    return state.batches.isEmpty()
        ? entry.isMarker() && entry.epoch() == state.epoch
        : entry.equals(state.batches.getLast());
  }

  /** The broker forgets all producers, none of which has appended for a day. */
  void forgetProducers() {
    producers.clear();
  }

  List<Entry<T>> entries() {
    return entries;
  }

  long logStart() {
    return logStart;
  }

  long end() {
    return end;
  }

  /** What a new owner reads of its end. */
  TargetTail tail(long trustedEnd, Set<Long> producerIds) {
    Optional<TargetTail.Data> lastData = Optional.empty();
    Optional<ProducerIdentity> oldestMarker = Optional.empty();
    long wholeFrom = logStart;
    long reached = logStart;
    for (Entry<T> entry : entries) {
      boolean own = producerIds.contains(entry.producerId());
      boolean ownData = !entry.isMarker() && (own || entry.end() <= trustedEnd);
      if (ownData || entry.baseOffset() > reached) {
        wholeFrom = ownData ? entry.end() : entry.baseOffset();
        oldestMarker = Optional.empty();
      }
      if (ownData) {
        lastData = Optional.of(new TargetTail.Data(entry.end(), entry.writer()));
      } else if (entry.isMarker() && own && oldestMarker.isEmpty()) {
        oldestMarker = Optional.of(entry.writer());
      }
      reached = entry.end();
    }
    return new TargetTail(logStart, end, lastData, wholeFrom, oldestMarker);
  }

  /** Index of the newest batch that is no marker, or -1. */
  int lastData() {
    int index = entries.size() - 1;
    while (index >= 0 && entries.get(index).isMarker()) {
      index--;
    }
    return index;
  }
}
