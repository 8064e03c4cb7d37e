package io.chappe.replicator.copy.takeover;

import io.chappe.failure.Failure;
import io.chappe.failure.Reason;
import io.chappe.offsetmap.Incarnation;
import io.chappe.offsetmap.OffsetMap;
import io.chappe.replicator.copy.map.KnownMap;
import io.chappe.replicator.copy.map.MapPart;
import io.chappe.replicator.copy.map.RememberedMap;
import io.chappe.replicator.copy.map.StoredMap;
import io.chappe.replicator.copy.port.BatchFetcher;
import io.chappe.replicator.copy.port.CopyTask;
import io.chappe.replicator.copy.port.ProducerIdentity;
import io.chappe.replicator.copy.port.Reply;
import io.chappe.replicator.copy.port.ReplyChain;
import io.chappe.replicator.copy.port.TargetTail;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;

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
  private final CopyContext context;
  private final Before before;
  private final Reply<TakeoverResult> reply;
  private final ReplyChain chain;
  private String waitingFor = "";
  private long fencingSinceMs;
  private FencedCopy.Topics topics;
  private FencedCopy copy;
  private Optional<RememberedMap> written = Optional.empty();

  public Takeover(CopyTask task, CopyContext context, Before before, Reply<TakeoverResult> reply) {
    this.task = task;
    this.context = context;
    this.before = before;
    this.reply = reply;
    this.chain = new ReplyChain(reply::failed);
  }

  /** Begins. Answers once, unless cancelled. */
  public void start() {
    waitingFor = "the topic's id on the source";
    // Makes the target learn about both topics at once, while the source is asked.
    context.target().partitionCount(task.target().topic());
    context.store().partitionOf(task.mapKey());
    context.source().resolve(task.source(), chain.then(this::resolveTarget));
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
    context
        .target()
        .resolve(
            task.target(), chain.then(targetTopicId -> resolveMap(sourceTopicId, targetTopicId)));
  }

  private void resolveMap(Uuid sourceTopicId, Uuid targetTopicId) {
    Optional<TopicPartition> partition = context.store().partitionOf(task.mapKey());
    if (partition.isEmpty()) {
      chain.fail(
          new Failure.Retry(
              Reason.UNKNOWN_TOPIC_OR_PARTITION, "no offset-map topic on the target (yet)"));
      return;
    }
    topics = new FencedCopy.Topics(new Incarnation(sourceTopicId, targetTopicId), partition.get());
    waitingFor = "the leader of " + topics.mapPartition();
    // Its leader must be known before it is written to.
    context.target().resolve(topics.mapPartition(), chain.then(id -> fence()));
  }

  private void fence() {
    fencingSinceMs = context.nowMs();
    new Fencing(
            new Fencing.Scope(
                task.transactionalId(), List.of(task.target(), topics.mapPartition()), true),
            context.target(),
            waiting -> waitingFor = waiting,
            chain,
            chain.then(this::loadMap))
        .start(before.failed());
  }

  private void loadMap(Fencing.Fence fence) {
    waitingFor = "the map to be read from " + topics.mapPartition();
    context
        .store()
        .load(topics.mapPartition(), task.mapKey(), chain.then(stored -> decide(fence, stored)));
  }

  private void decide(Fencing.Fence fence, StoredMap stored) {
    waitingFor = "the end of the target's log";
    copy = FencedCopy.of(task, topics, stored, before.map(), fence);
    Optional<KnownMap> current = copy.known();
    if (current.isPresent()) {
      KnownMap known = current.get();
      readTail(
          known.archived() ? Long.MAX_VALUE : known.measuredEnd(),
          copy.ownIds(known.writer()),
          tail -> goOnIfUnmixed(known, tail));
    } else if (stored.map().isPresent()) {
      // One of the topics was deleted and created again: everything that is there now is to be
      // copied.
      beginIfUnmixed(BatchFetcher.EARLIEST, copy.keysInUse());
    } else {
      beginIfUnmixed(task.startTimestamp(), stored.obsolete());
    }
  }

  private void readTail(long trustedEnd, Set<Long> producerIds, Consumer<TargetTail> next) {
    context
        .target()
        .tail(
            task.target(),
            topics.incarnation().targetTopicId(),
            trustedEnd,
            producerIds,
            chain.then(next));
  }

  /**
   * What never was copied there doesn't go behind the copy of another source topic, nor behind a
   * copy of its own of which the map doesn't tell.
   */
  private void beginIfUnmixed(long timestamp, List<Long> obsolete) {
    readTail(
        Long.MAX_VALUE,
        Set.of(),
        tail -> {
          if (!task.exclusive() || tail.lastData().isEmpty()) {
            begin(timestamp, obsolete);
          } else if (copy.ownIds(copy.mapWriter()).contains(tail.lastData().get().writer().id())
              && !copy.isOfAnotherSource()) {
            chain.fail(copy.lost(tail));
          } else {
            waitingFor = "the maps of other topics, since the remote topic holds records";
            unlessItIsAnothers(() -> begin(timestamp, obsolete));
          }
        });
  }

  /** Refuses to mix the copies of two topics, else goes on with {@code next}. */
  private void unlessItIsAnothers(Runnable next) {
    context
        .store()
        .otherSourceOf(
            topics.incarnation().targetTopicId(),
            task.mapKey(),
            chain.then(
                found -> found.ifPresentOrElse(other -> chain.fail(copy.mixedWith(other)), next)));
  }

  private void begin(long timestamp, List<Long> obsolete) {
    readTail(
        Long.MAX_VALUE,
        Set.of(),
        tail ->
            context
                .source()
                .offsetAt(
                    task.source(),
                    timestamp,
                    chain.then(
                        upstream -> writeAhead(position().begin(upstream, tail, obsolete)))));
  }

  private PositionFinder position() {
    return new PositionFinder(copy, context.wallClockMs(), fencingSinceMs, before.markerKeptMs());
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
            .filter(data -> copy.ownIds(known.writer()).contains(data.writer().id()))
            .filter(data -> data.end() == tail.wholeFrom())
            .isPresent();
    if (!known.archived() || empty || own) {
      position()
          .goOn(known, tail)
          .ifPresentOrElse(this::writeAhead, () -> chain.fail(copy.lost(tail)));
    } else {
      waitingFor = "the maps of other topics, since the remote topic may hold their records";
      unlessItIsAnothers(() -> chain.fail(copy.lost(tail)));
    }
  }

  private void writeAhead(TakeoverRun begun) {
    OffsetMap map = begun.map();
    List<MapPart> parts = begun.parts(copy);
    ProducerIdentity owner = copy.fence().owner();
    waitingFor = "the first run to be written to " + topics.mapPartition();
    TakeoverResult result =
        new TakeoverResult(
            topics.incarnation().sourceTopicId(),
            owner,
            topics.mapPartition(),
            parts.stream().mapToInt(MapPart::size).sum(),
            map,
            List.of(),
            copy.replaced(),
            begun.run().upstream(),
            begun.run().downstream(),
            begun.run().previousEnd(),
            0);
    if (task.exclusive()) {
      written = Optional.of(new RememberedMap(map, owner));
    }
    context
        .store()
        .write(topics.mapPartition(), owner, 0, parts, chain.then(offset -> reply.done(result)));
  }
}
