package io.chappe.replicator.copy.takeover;

import io.chappe.offsetmap.Cause;
import io.chappe.offsetmap.Edit;
import io.chappe.offsetmap.Incarnation;
import io.chappe.offsetmap.OffsetMap;
import io.chappe.offsetmap.Position;
import io.chappe.offsetmap.Run;
import io.chappe.offsetmap.SourcePartition;
import io.chappe.replicator.copy.map.KnownMap;
import io.chappe.replicator.copy.map.MapArchive;
import io.chappe.replicator.copy.map.MapPart;
import io.chappe.replicator.copy.map.OffsetMapStore;
import io.chappe.replicator.copy.map.RememberedMap;
import io.chappe.replicator.copy.map.StoredMap;
import io.chappe.replicator.copy.port.BatchAppender;
import io.chappe.replicator.copy.port.BatchFetcher;
import io.chappe.replicator.copy.port.CopyTask;
import io.chappe.replicator.copy.port.Failure;
import io.chappe.replicator.copy.port.ProducerIdentity;
import io.chappe.replicator.copy.port.Reply;
import io.chappe.replicator.copy.port.ReplyChain;
import io.chappe.replicator.copy.port.TargetTail;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes this instance the only one that can write to a partition's copy, and finds out where to go
 * on.
 *
 * <ol>
 *   <li>Resolve: both topics' ids, so that a topic that was deleted and created again isn't taken
 *       for the old one.
 *   <li>Fence: see {@link Fencing}.
 *   <li>Map: the runs that the old owners wrote.
 *   <li>Tail: where the log ends, and where the data in it ends, see {@link DataEnd}. Between the
 *       two lie markers, one for each takeover that got as far as its fence since the last append;
 *       so the log end alone doesn't tell how much was copied. The position is what the map says of
 *       the end of the data.
 *   <li>Write ahead: the run that begins here, and the removal of runs that were written ahead for
 *       nothing.
 * </ol>
 *
 * <p>No step can be left out: the reason for each is a test that shows the loss or the duplicate
 * without it.
 */
public final class Takeover {
  private static final Logger LOGGER = LoggerFactory.getLogger(Takeover.class);

  /** The least time in which somebody may have deleted a marker. */
  private static final long DELETED_MS = 1_000;

  /**
   * What this instance knows from before.
   *
   * @param map the map as it was when this owned the partition last
   * @param failed whether the takeover before has failed
   * @param markerKeptMs for how long compaction is sure to leave the fence's markers, in
   *     milliseconds
   */
  public record Before(Optional<RememberedMap> map, boolean failed, long markerKeptMs) {}

  private final CopyTask task;
  private final BatchFetcher source;
  private final BatchAppender target;
  private final OffsetMapStore store;
  private final LongSupplier wallClockMs;
  private final Optional<RememberedMap> remembered;
  private final boolean afterFailure;
  private final long markerKeptMs;
  private final Reply<TakeoverResult> reply;
  private final ReplyChain chain;
  private String waitingFor = "";
  private long fencingSinceMs;

  /** The topics as the clusters name them now: what is read and appended to. */
  private Incarnation incarnation;

  /** The same with ids that were known before: what goes into the map. */
  private Incarnation recorded;

  private TopicPartition mapPartition;
  private StoredMap loaded;
  private Optional<Incarnation> replaced = Optional.empty();
  private Fencing.Fence fence;
  private Optional<RememberedMap> written = Optional.empty();

  public Takeover(CopyTask task, CopyContext context, Before before, Reply<TakeoverResult> reply) {
    this.task = task;
    this.source = context.source();
    this.target = context.target();
    this.store = context.store();
    this.wallClockMs = context.wallClockMs();
    this.remembered = before.map();
    this.afterFailure = before.failed();
    this.markerKeptMs = before.markerKeptMs();
    this.reply = reply;
    this.chain = new ReplyChain(reply::failed);
  }

  /** Begins. Answers once, unless cancelled. */
  public void start() {
    waitingFor = "the topic's id on the source";
    // Makes the target learn about both topics at once, while the source is asked.
    target.partitionCount(task.target().topic());
    store.partitionOf(task.mapKey());
    source.resolve(task.source(), chain.then(this::resolveTarget));
  }

  /** What hasn't been answered yet, in words for people. */
  public String waitingFor() {
    return waitingFor;
  }

  /** Answers no more. What was begun on the target may still take effect there; it does no harm. */
  public void cancel() {
    chain.cut();
  }

  /** The map that was sent to the topic; if this has failed, it may be there or not. */
  public Optional<RememberedMap> written() {
    return written;
  }

  private void resolveTarget(Uuid sourceTopicId) {
    waitingFor = "the topic's id on the target";
    target.resolve(
        task.target(), chain.then(targetTopicId -> resolveMap(sourceTopicId, targetTopicId)));
  }

  private void resolveMap(Uuid sourceTopicId, Uuid targetTopicId) {
    incarnation = new Incarnation(sourceTopicId, targetTopicId);
    Optional<TopicPartition> partition = store.partitionOf(task.mapKey());
    if (partition.isEmpty()) {
      chain.fail(
          new Failure.Retry(
              "UNKNOWN_TOPIC_OR_PARTITION", "no offset-map topic on the target (yet)"));
      return;
    }
    mapPartition = partition.get();
    waitingFor = "the leader of " + mapPartition;
    // Its leader must be known before it is written to.
    target.resolve(mapPartition, chain.then(id -> fence()));
  }

  private void fence() {
    fencingSinceMs = wallClockMs.getAsLong();
    new Fencing(
            task.transactionalId(),
            List.of(task.target(), mapPartition),
            target,
            waiting -> waitingFor = waiting,
            true,
            chain,
            chain.then(this::loadMap))
        .start(afterFailure);
  }

  private void loadMap(Fencing.Fence fenced) {
    fence = fenced;
    waitingFor = "the map to be read from " + mapPartition;
    store.load(mapPartition, task.mapKey(), chain.then(this::decide));
  }

  private void decide(StoredMap read) {
    loaded = read;
    waitingFor = "the end of the target's log";
    Optional<KnownMap> current = KnownMap.of(loaded, remembered, incarnation, task.exclusive());
    recorded =
        current
            .map(known -> known.map().incarnation())
            .map(incarnation::completedBy)
            .orElse(incarnation);
    if (current.isPresent()) {
      KnownMap known = current.get().identifiedAs(recorded);
      target.tail(
          task.target(),
          incarnation.targetTopicId(),
          known.archived() ? Long.MAX_VALUE : known.measuredEnd(),
          ownIds(known.writer()),
          chain.then(tail -> goOnIfUnmixed(known, tail)));
    } else if (loaded.map().isPresent()) {
      // One of the topics was deleted and created again: everything that is there now is to be
      // copied.
      replaced =
          loaded.map().map(OffsetMap::incarnation).filter(before -> !before.isSameAs(incarnation));
      beginIfUnmixed(BatchFetcher.EARLIEST, keysInUse());
    } else {
      beginIfUnmixed(task.startTimestamp(), loaded.obsolete());
    }
  }

  /** All keys of the map in use, whatever it is about. */
  private List<Long> keysInUse() {
    return union(
        loaded.obsolete(),
        loaded.map().stream().flatMap(map -> map.runs().stream()).map(Run::upstream).toList());
  }

  /**
   * What never was copied there doesn't go behind the copy of another source topic, nor behind a
   * copy of its own of which the map doesn't tell.
   */
  private void beginIfUnmixed(long timestamp, List<Long> obsolete) {
    target.tail(
        task.target(),
        incarnation.targetTopicId(),
        Long.MAX_VALUE,
        Set.of(),
        chain.then(
            tail -> {
              if (!task.exclusive() || tail.lastData().isEmpty()) {
                begin(timestamp, obsolete);
              } else if (ownIds(KnownMap.writer(loaded, remembered))
                      .contains(tail.lastData().get().writer().id())
                  && !isOfAnotherSource()) {
                chain.fail(lost(tail));
              } else {
                waitingFor = "the maps of other topics, since the remote topic holds records";
                store.otherSourceOf(
                    incarnation.targetTopicId(),
                    task.mapKey(),
                    chain.then(
                        other ->
                            other.ifPresentOrElse(
                                this::refuseToMix, () -> begin(timestamp, obsolete))));
              }
            }));
  }

  /** Whether the copy that is there is that of a source topic which was deleted since. */
  private boolean isOfAnotherSource() {
    return replaced
        .filter(before -> Incarnation.isSame(before.targetTopicId(), incarnation.targetTopicId()))
        .isPresent();
  }

  private Failure lost(TargetTail tail) {
    return new Failure.StopPartition(
        OffsetMapStore.LOST,
        "%s holds a copy of %s up to offset %d, and the offset map %s doesn't tell of all of it%s: restore that topic, or delete %s to have it copied anew, or name it in remote.topics.shared to have all copied behind what is there"
            .formatted(
                task.target(),
                task.source(),
                tail.dataEnd().orElse(tail.logEnd()) - 1,
                mapPartition,
                replaced.isPresent() ? " any more, since it was copied elsewhere in between" : "",
                task.target().topic()));
  }

  private void refuseToMix(SourcePartition other) {
    chain.fail(
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
  private Set<Long> ownIds(Optional<ProducerIdentity> mapWriter) {
    Set<Long> ids = new HashSet<>(Set.of(fence.owner().id()));
    mapWriter.ifPresent(writer -> ids.add(writer.id()));
    return ids;
  }

  private void begin(long timestamp, List<Long> obsolete) {
    target.tail(
        task.target(),
        incarnation.targetTopicId(),
        Long.MAX_VALUE,
        Set.of(),
        chain.then(
            tail ->
                source.offsetAt(
                    task.source(),
                    timestamp,
                    chain.then(upstream -> begin(upstream, tail, obsolete)))));
  }

  private void begin(long upstream, TargetTail tail, List<Long> obsolete) {
    Cause cause = task.exclusive() ? Cause.START : Cause.OTHER_WRITER;
    long end = tail.logEnd();
    writeAhead(
        OffsetMap.empty(recorded),
        new Run(upstream, end, end, cause, wallClockMs.getAsLong()),
        obsolete,
        List.of());
  }

  /**
   * While a copy wasn't gone on with, others may have written behind it, and takeovers elsewhere
   * have used epochs up. So its own newest record has to be there still, or nothing at all to have
   * been written.
   */
  private void goOnIfUnmixed(KnownMap known, TargetTail tail) {
    boolean empty = tail.lastData().isEmpty() && tail.wholeFrom() == 0;
    boolean own =
        tail.lastData()
            .filter(data -> ownIds(known.writer()).contains(data.writer().id()))
            .filter(data -> data.end() == tail.wholeFrom())
            .isPresent();
    if (!known.archived() || empty || own) {
      goOn(known, tail);
    } else {
      waitingFor = "the maps of other topics, since the remote topic may hold their records";
      store.otherSourceOf(
          incarnation.targetTopicId(),
          task.mapKey(),
          chain.then(
              other -> other.ifPresentOrElse(this::refuseToMix, () -> chain.fail(lost(tail)))));
    }
  }

  private void goOn(KnownMap known, TargetTail tail) {
    if (task.exclusive() && known.isOlderThan(tail)) {
      chain.fail(lost(tail));
      return;
    }
    OffsetMap stored = known.map();
    long dataEnd = dataEnd(known, tail);
    Optional<OffsetMap> restored =
        remembered
            .filter(before -> known.writer().equals(Optional.of(before.owner())))
            .flatMap(before -> before.lostBy(loaded.map(), dataEnd))
            .map(lost -> lost.identifiedAs(recorded))
            .or(() -> Optional.of(stored).filter(archived -> known.archived()));
    if (restored.isEmpty() && !stored.hasBeginning()) {
      chain.fail(lost(tail));
      return;
    }
    OffsetMap map = restored.orElse(stored);
    List<Run> missing = restored.map(OffsetMap::runs).orElse(List.of());
    List<Long> obsolete = known.archived() ? keysInUse() : loaded.obsolete();
    if (map.last().cause() == Cause.OTHER_WRITER) {
      goOnBehindOthers(map, tail, obsolete, missing);
    } else {
      goOn(map, tail, dataEnd, obsolete, missing);
    }
  }

  private long dataEnd(KnownMap known, TargetTail tail) {
    DataEnd end =
        DataEnd.of(
            known.map(), tail, known.writer(), known.fenced(), fence.first(), isFenceWhole(tail));
    if (end.uncertain() > 0) {
      LOGGER.warn(
          "records may come twice, since what ended the copy has been removed, and markers of takeovers that failed with it: transactionalId={} topic={} partition={} offset={} records={}",
          task.transactionalId(),
          task.target().topic(),
          task.target().partition(),
          end.offset(),
          end.uncertain());
    }
    return end.offset();
  }

  /**
   * Whether all markers of the fence are sure to be there still: one may stand several times. A
   * cleaner leaves all of them, as they tell the newest epoch of a producer that brokers know;
   * whoever else deletes records moves the start of the log.
   */
  private boolean isFenceWhole(TargetTail tail) {
    long fencedForMs = wallClockMs.getAsLong() - fencingSinceMs;
    boolean compacted = tail.wholeFrom() > tail.logStart();
    boolean deleted = !compacted && fence.logStarts().get(task.target()) != tail.logStart();
    return fencedForMs >= 0 && fencedForMs < (deleted ? DELETED_MS : markerKeptMs);
  }

  /** Written behind: the log holds what others wrote, only the map knows how far the copy got. */
  private void goOnBehindOthers(
      OffsetMap map, TargetTail tail, List<Long> obsolete, List<Run> missing) {
    Run last = map.last();
    Cause cause = task.exclusive() ? Cause.TAKEOVER : Cause.OTHER_WRITER;
    long end = Math.min(last.previousEnd(), tail.logEnd());
    writeAhead(map, run(last.upstream(), tail, end, cause, Run.NO_EPOCH), obsolete, missing);
  }

  private void goOn(
      OffsetMap map, TargetTail tail, long dataEnd, List<Long> obsolete, List<Run> missing) {
    Position position = map.positionAt(dataEnd);
    Edit truncated = map.truncateTo(dataEnd);
    OffsetMap kept = truncated.map();
    boolean begins = kept.isEmpty() && map.run(0).cause() == Cause.START;
    // As long as nothing is copied, the copy still begins here: what stands before isn't its own.
    long previousEnd =
        begins ? Math.min(map.run(0).previousEnd(), tail.logEnd()) : position.dataEnd();
    Cause own = begins ? Cause.START : Cause.TAKEOVER;
    writeAhead(
        kept,
        run(
            position.upstream(),
            tail,
            previousEnd,
            task.exclusive() ? own : Cause.OTHER_WRITER,
            kept.isEmpty() ? Run.NO_EPOCH : kept.last().leaderEpoch()),
        union(obsolete, truncated.removed()),
        missing.subList(0, Math.min(missing.size(), kept.size())));
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

  /**
   * @param missing runs of {@code before} that the topic has lost
   */
  private void writeAhead(OffsetMap before, Run run, List<Long> obsolete, List<Run> missing) {
    OffsetMap map = before.append(run);
    List<Run> runs = new ArrayList<>(missing);
    runs.removeIf(each -> each.upstream() == run.upstream());
    runs.add(run);
    // The new run may use the key of one that no longer holds: that key stays.
    List<Long> removed =
        obsolete.stream()
            .filter(upstream -> runs.stream().noneMatch(each -> each.upstream() == upstream))
            .toList();
    List<MapPart> parts = new ArrayList<>();
    Optional<MapPart> left = MapArchive.added(task.mapKey(), loaded, recorded);
    left.ifPresent(parts::add);
    parts.add(new MapPart(task.mapKey(), recorded, runs, removed));
    parts.addAll(MapArchive.removed(loaded, recorded, left));
    waitingFor = "the first run to be written to " + mapPartition;
    TakeoverResult taken =
        new TakeoverResult(
            incarnation.sourceTopicId(),
            fence.owner(),
            mapPartition,
            parts.stream().mapToInt(MapPart::size).sum(),
            map,
            List.of(),
            replaced,
            run.upstream(),
            run.downstream(),
            run.previousEnd(),
            0);
    if (task.exclusive()) {
      written = Optional.of(new RememberedMap(map, fence.owner()));
    }
    store.write(mapPartition, fence.owner(), 0, parts, chain.then(offset -> reply.done(taken)));
  }
}
