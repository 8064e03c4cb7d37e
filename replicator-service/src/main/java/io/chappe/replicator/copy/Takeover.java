package io.chappe.replicator.copy;

import io.chappe.offsetmap.Cause;
import io.chappe.offsetmap.Edit;
import io.chappe.offsetmap.Incarnation;
import io.chappe.offsetmap.OffsetMap;
import io.chappe.offsetmap.Position;
import io.chappe.offsetmap.Run;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;

/**
 * Makes this instance the only one that can write to a partition's copy, and finds out where to go
 * on.
 *
 * <ol>
 *   <li>Resolve: both topics' ids, so that a topic that was deleted and created again isn't taken
 *       for the old one.
 *   <li>InitProducerId: a new epoch. The old owner can still append.
 *   <li>Fence: an empty, aborted transaction over the data partition and the map's partition writes
 *       a marker with the new epoch into both. From there on brokers refuse the old owner in both.
 *   <li>InitProducerId again, now with the identity from before: it doesn't answer before the
 *       markers are written and replicated, and it fails if somebody else has begun a takeover
 *       since. Without naming the identity it would raise the epoch over that of a rival whose
 *       marker is already in the log, and both would believe to be the owner.
 *   <li>Tail: where the log ends, and where the data in it ends. Only markers lie between the two,
 *       one for each takeover that got as far as its fence since the last append; so the log end
 *       alone doesn't tell how much was copied.
 *   <li>Map: the position that belongs to the end of the data.
 *   <li>Write ahead: the run that begins here, and the removal of runs that were written ahead for
 *       nothing.
 * </ol>
 *
 * <p>No step can be left out: the reason for each is a test that shows the loss or the duplicate
 * without it.
 */
final class Takeover {
  private final CopyTask task;
  private final BatchFetcher source;
  private final BatchAppender target;
  private final OffsetMapStore store;
  private final LongSupplier wallClockMs;
  private final Reply<Taken> reply;
  private boolean cancelled;

  private Incarnation incarnation;
  private TopicPartition mapPartition;
  private ProducerIdentity producer;
  private TargetTail tail;

  Takeover(
      CopyTask task,
      BatchFetcher source,
      BatchAppender target,
      OffsetMapStore store,
      LongSupplier wallClockMs,
      Reply<Taken> reply) {
    this.task = task;
    this.source = source;
    this.target = target;
    this.store = store;
    this.wallClockMs = wallClockMs;
    this.reply = reply;
  }

  /** Begins. Answers once, unless cancelled. */
  void start() {
    // Makes the target learn about both topics at once, while the source is asked.
    target.partitionCount(task.target().topic());
    store.partitionOf(task.mapKey());
    source.resolve(task.source(), then(this::resolveTarget));
  }

  /** Answers no more. What was begun on the target may still take effect there; it does no harm. */
  void cancel() {
    cancelled = true;
  }

  private void resolveTarget(Uuid sourceTopicId) {
    target.resolve(task.target(), then(targetTopicId -> resolveMap(sourceTopicId, targetTopicId)));
  }

  private void resolveMap(Uuid sourceTopicId, Uuid targetTopicId) {
    incarnation = new Incarnation(sourceTopicId, targetTopicId);
    Optional<TopicPartition> partition = store.partitionOf(task.mapKey());
    if (partition.isEmpty()) {
      reply.failed(
          new Failure.Retry(
              "UNKNOWN_TOPIC_OR_PARTITION", "no offset-map topic on the target (yet)"));
      return;
    }
    mapPartition = partition.get();
    // Its leader must be known before it is written to.
    target.resolve(mapPartition, then(id -> initProducer()));
  }

  private void initProducer() {
    target.initProducer(task.transactionalId(), Optional.empty(), then(this::fence));
  }

  private void fence(ProducerIdentity fencing) {
    target.fence(
        task.transactionalId(), fencing, List.of(task.target(), mapPartition), then(this::confirm));
  }

  private void confirm(ProducerIdentity fencing) {
    target.initProducer(task.transactionalId(), Optional.of(fencing), then(this::readTail));
  }

  private void readTail(ProducerIdentity confirmed) {
    producer = confirmed;
    target.tail(task.target(), then(this::loadMap));
  }

  private void loadMap(TargetTail found) {
    tail = found;
    store.load(task.mapKey(), then(this::decide));
  }

  private void decide(OffsetMapStore.Loaded loaded) {
    Optional<OffsetMap> current =
        loaded.map().filter(map -> map.incarnation().equals(incarnation) && !map.isEmpty());
    if (current.isPresent()) {
      goOn(current.get(), loaded.obsolete());
    } else if (loaded.map().isPresent()) {
      // One of the topics was deleted and created again: everything that is there now is to be
      // copied.
      List<Long> old = loaded.map().get().runs().stream().map(Run::upstream).toList();
      begin(BatchFetcher.EARLIEST, union(loaded.obsolete(), old));
    } else {
      begin(task.startTimestamp(), loaded.obsolete());
    }
  }

  private void begin(long timestamp, List<Long> obsolete) {
    source.offsetAt(
        task.source(),
        timestamp,
        then(
            upstream -> {
              long dataEnd = tail.dataEnd().orElse(tail.logStart());
              Run run =
                  new Run(upstream, tail.logEnd(), dataEnd, Cause.START, wallClockMs.getAsLong());
              writeAhead(OffsetMap.empty(incarnation), run, obsolete);
            }));
  }

  private void goOn(OffsetMap map, List<Long> obsolete) {
    long dataEnd =
        tail.dataEnd().orElseGet(() -> map.dataEndWithoutData(tail.logStart(), tail.logEnd()));
    Position position = map.positionAt(dataEnd);
    Edit truncated = map.truncateTo(dataEnd);
    Run run =
        new Run(
            position.upstream(),
            tail.logEnd(),
            position.dataEnd(),
            Cause.TAKEOVER,
            wallClockMs.getAsLong());
    writeAhead(truncated.map(), run, union(obsolete, truncated.removed()));
  }

  private static List<Long> union(List<Long> one, List<Long> other) {
    Set<Long> both = new LinkedHashSet<>(one);
    both.addAll(other);
    return List.copyOf(both);
  }

  private void writeAhead(OffsetMap before, Run run, List<Long> obsolete) {
    // The new run may use the key of one that no longer holds: that key stays.
    List<Long> removed = obsolete.stream().filter(upstream -> upstream != run.upstream()).toList();
    OffsetMap map = before.append(run);
    Taken taken =
        new Taken(
            incarnation.sourceTopicId(),
            producer,
            1 + removed.size(),
            map,
            run.upstream(),
            run.downstream());
    store.write(
        task.mapKey(),
        producer,
        0,
        incarnation,
        List.of(run),
        removed,
        then(offset -> reply.done(taken)));
  }

  private <T> Reply<T> then(Consumer<T> next) {
    return new Reply<>() {
      @Override
      public void done(T value) {
        if (!cancelled) {
          next.accept(value);
        }
      }

      @Override
      public void failed(Failure failure) {
        if (!cancelled) {
          cancelled = true;
          reply.failed(failure);
        }
      }
    };
  }
}
