package io.chappe.replicator.copy;

import io.chappe.offsetmap.Cause;
import io.chappe.offsetmap.Edit;
import io.chappe.offsetmap.Incarnation;
import io.chappe.offsetmap.OffsetMap;
import io.chappe.offsetmap.Position;
import io.chappe.offsetmap.Run;
import io.chappe.offsetmap.SourcePartition;
import java.util.HashSet;
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
 *   <li>InitProducerId: a new epoch. The old owner can still append. Meanwhile both leaders are
 *       asked for their logs' starts: a new topic is in the metadata before its leaders have made
 *       its logs, and brokers (4.2) leave a request for markers unanswered, for the coordinator's
 *       30 s, if all partitions of its last marker lack a log.
 *   <li>Fence: an empty, aborted transaction over the data partition and the map's partition writes
 *       a marker with the new epoch into both. From there on brokers refuse the old owner in both.
 *   <li>InitProducerId again, now with the identity from before: it doesn't answer before the
 *       markers are written and replicated, and it fails if somebody else has begun a takeover
 *       since. Without naming the identity it would raise the epoch over that of a rival whose
 *       marker is already in the log, and both would believe to be the owner.
 *   <li>Map: the runs that the old owners wrote.
 *   <li>Tail: where the log ends, and where the data in it ends. Between the two lie markers, one
 *       for each takeover that got as far as its fence since the last append; so the log end alone
 *       doesn't tell how much was copied. The position is what the map says of the end of the data.
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
  private String waitingFor = "";

  private Incarnation incarnation;
  private TopicPartition mapPartition;
  private Optional<Incarnation> replaced = Optional.empty();
  private int logsThere;
  private ProducerIdentity fencing;
  private ProducerIdentity producer;

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
    waitingFor = "the topic's id on the source";
    // Makes the target learn about both topics at once, while the source is asked.
    target.partitionCount(task.target().topic());
    store.partitionOf(task.mapKey());
    source.resolve(task.source(), then(this::resolveTarget));
  }

  /** What hasn't been answered yet, in words for people. */
  String waitingFor() {
    return waitingFor;
  }

  /** Answers no more. What was begun on the target may still take effect there; it does no harm. */
  void cancel() {
    cancelled = true;
  }

  private void resolveTarget(Uuid sourceTopicId) {
    waitingFor = "the topic's id on the target";
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
    waitingFor = "the leader of " + mapPartition;
    // Its leader must be known before it is written to.
    target.resolve(mapPartition, then(id -> initProducer()));
  }

  private void initProducer() {
    waitingFor = "the transaction coordinator of the target to raise the epoch";
    target.initProducer(task.transactionalId(), Optional.empty(), then(this::initialized));
    target.logStart(task.target(), then(start -> logIsThere()));
    target.logStart(mapPartition, then(start -> logIsThere()));
  }

  private void initialized(ProducerIdentity identity) {
    fencing = identity;
    waitingFor = "the logs of %s and %s to be made".formatted(task.target(), mapPartition);
    fenceIfReady();
  }

  private void logIsThere() {
    logsThere++;
    fenceIfReady();
  }

  private void fenceIfReady() {
    if (fencing == null || logsThere < 2) {
      return;
    }
    waitingFor = "the fencing transaction";
    target.fence(
        task.transactionalId(), fencing, List.of(task.target(), mapPartition), then(this::confirm));
  }

  private void confirm(ProducerIdentity fenced) {
    waitingFor = "the fence's markers to be written and replicated";
    target.initProducer(task.transactionalId(), Optional.of(fenced), then(this::loadMap));
  }

  private void loadMap(ProducerIdentity confirmed) {
    producer = confirmed;
    waitingFor = "the map to be read from " + mapPartition;
    store.load(task.mapKey(), then(this::decide));
  }

  private void decide(OffsetMapStore.Loaded loaded) {
    waitingFor = "the end of the target's log";
    Optional<OffsetMap> current =
        loaded.map().filter(map -> map.incarnation().equals(incarnation) && !map.isEmpty());
    if (current.isPresent()) {
      OffsetMap map = current.get();
      target.tail(
          task.target(),
          incarnation.targetTopicId(),
          measuredEnd(map),
          ownIds(loaded),
          then(tail -> goOn(map, tail, loaded)));
    } else if (loaded.map().isPresent()) {
      // One of the topics was deleted and created again: everything that is there now is to be
      // copied.
      replaced =
          loaded.map().map(OffsetMap::incarnation).filter(before -> !before.equals(incarnation));
      List<Long> old = loaded.map().get().runs().stream().map(Run::upstream).toList();
      beginIfUnmixed(BatchFetcher.EARLIEST, union(loaded.obsolete(), old));
    } else {
      beginIfUnmixed(task.startTimestamp(), loaded.obsolete());
    }
  }

  /** What never was copied there doesn't go behind the copy of another source topic. */
  private void beginIfUnmixed(long timestamp, List<Long> obsolete) {
    target.tail(
        task.target(),
        incarnation.targetTopicId(),
        Long.MAX_VALUE,
        Set.of(),
        then(
            tail -> {
              if (!task.exclusive() || tail.dataEnd().isEmpty()) {
                begin(timestamp, obsolete);
                return;
              }
              waitingFor = "the maps of other topics, since the remote topic holds records";
              store.otherSourceOf(
                  incarnation.targetTopicId(),
                  task.mapKey(),
                  then(
                      other ->
                          other.ifPresentOrElse(
                              this::refuseToMix, () -> begin(timestamp, obsolete))));
            }));
  }

  private void refuseToMix(SourcePartition other) {
    cancelled = true;
    reply.failed(
        new Failure.StopPartition(
            "REMOTE_TOPIC_OF_ANOTHER",
            "%s holds the copy of %s-%d: %s would be mixed into it; change topics.rename, or delete %s, or name it in remote.topics.shared"
                .formatted(
                    task.target(),
                    other.topic(),
                    other.partition(),
                    task.source(),
                    task.target().topic())));
  }

  /**
   * Whose data is this flow's since the newest takeover: the one's that wrote the map last. It has
   * another id than ours if the coordinator forgot the transactional id or the epochs of an id ran
   * out.
   */
  private Set<Long> ownIds(OffsetMapStore.Loaded loaded) {
    Set<Long> ids = new HashSet<>(Set.of(producer.id()));
    loaded.writer().ifPresent(writer -> ids.add(writer.id()));
    return ids;
  }

  /**
   * How many takeovers may have come as far as their fence, but not to their run, since the map was
   * written last, of which the marker isn't in the log any more: each had an epoch of its own,
   * above the map's last writer's and below that of the first marker that is there. Those of a
   * producer id that the coordinator has forgotten since aren't seen.
   */
  private int deletedStrays(OffsetMapStore.Loaded loaded, TargetTail tail) {
    ProducerIdentity first = tail.oldestMarker().orElse(fencing);
    int writerEpoch =
        loaded
            .writer()
            .filter(writer -> writer.id() == first.id())
            .map(writer -> (int) writer.epoch())
            .orElse(-1);
    int before = first.epoch() - writerEpoch - 1;
    // If no marker is there at all, our own has been deleted, too.
    return Math.max(0, tail.oldestMarker().isPresent() ? before : before + 1);
  }

  /** Where the data ended when the newest takeover measured it. */
  private static long measuredEnd(OffsetMap map) {
    for (int index = map.size() - 1; index >= 0; index--) {
      Run run = map.run(index);
      if (run.cause() == Cause.TAKEOVER || run.cause() == Cause.START) {
        return run.previousEnd();
      }
    }
    return 0;
  }

  private void begin(long timestamp, List<Long> obsolete) {
    target.tail(
        task.target(),
        incarnation.targetTopicId(),
        Long.MAX_VALUE,
        Set.of(),
        then(
            tail ->
                source.offsetAt(
                    task.source(), timestamp, then(upstream -> begin(upstream, tail, obsolete)))));
  }

  private void begin(long upstream, TargetTail tail, List<Long> obsolete) {
    Cause cause = task.exclusive() ? Cause.START : Cause.OTHER_WRITER;
    long end = tail.logEnd();
    writeAhead(
        OffsetMap.empty(incarnation),
        new Run(upstream, end, end, cause, wallClockMs.getAsLong()),
        obsolete);
  }

  private void goOn(OffsetMap map, TargetTail tail, OffsetMapStore.Loaded loaded) {
    Run last = map.last();
    if (last.cause() == Cause.OTHER_WRITER) {
      // Written behind: the log holds what others wrote, only the map knows how far the copy got.
      Cause cause = task.exclusive() ? Cause.TAKEOVER : Cause.OTHER_WRITER;
      writeAhead(
          map,
          run(
              last.upstream(),
              tail,
              Math.min(last.previousEnd(), tail.logEnd()),
              cause,
              Run.NO_EPOCH),
          loaded.obsolete());
      return;
    }
    long dataEnd =
        tail.dataEnd()
            .orElseGet(
                () ->
                    map.dataEndWithoutData(
                        tail.logStart(), tail.logEnd(), deletedStrays(loaded, tail)));
    Position position = map.positionAt(dataEnd);
    Edit truncated = map.truncateTo(dataEnd);
    writeAhead(
        truncated.map(),
        run(
            position.upstream(),
            tail,
            position.dataEnd(),
            task.exclusive() ? Cause.TAKEOVER : Cause.OTHER_WRITER,
            truncated.map().isEmpty() ? Run.NO_EPOCH : truncated.map().last().leaderEpoch()),
        union(loaded.obsolete(), truncated.removed()));
  }

  private Run run(long upstream, TargetTail tail, long previousEnd, Cause cause, int leaderEpoch) {
    return new Run(
        upstream, tail.logEnd(), previousEnd, cause, wallClockMs.getAsLong(), leaderEpoch);
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
    waitingFor = "the first run to be written to " + mapPartition;
    Taken taken =
        new Taken(
            incarnation.sourceTopicId(),
            producer,
            1 + removed.size(),
            map,
            replaced,
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
