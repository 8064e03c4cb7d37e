package io.chappe.replicator.copy.takeover;

import io.chappe.failure.Failure;
import io.chappe.failure.Reason;
import io.chappe.offsetmap.Incarnation;
import io.chappe.offsetmap.OffsetMap;
import io.chappe.offsetmap.Run;
import io.chappe.offsetmap.SourcePartition;
import io.chappe.replicator.copy.map.MapArchive;
import io.chappe.replicator.copy.map.MapPart;
import io.chappe.replicator.copy.map.OffsetMapStore;
import io.chappe.replicator.copy.map.StoredMap;
import io.chappe.replicator.copy.port.BatchAppender;
import io.chappe.replicator.copy.port.ProducerIdentity;
import io.chappe.replicator.copy.port.Reply;
import io.chappe.replicator.copy.port.ReplyChain;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;

/**
 * Removes the runs of a source partition that is gone, as is its copy: nothing will ever be
 * translated by them, and every reader would have to keep them.
 *
 * <p>The keys of runs are names and offsets: those of a topic that is created again are the same.
 * So this fences like an owner does. Who takes over the new topic either begins behind the removal,
 * or fences it out; and whoever has begun already is seen by the ids in its runs, and is left
 * alone. It takes over once more then, as after any rival.
 */
public final class RunRemoval {
  private final SourcePartition source;
  private final String transactionalId;
  private final Incarnation gone;
  private final BatchAppender target;
  private final OffsetMapStore store;
  private final Reply<Integer> reply;
  private final ReplyChain chain;

  /**
   * @param source the partition that is gone
   * @param transactionalId that of its owners
   * @param gone the topics that no longer exist
   * @param reply hears once, how many runs were removed
   */
  public RunRemoval(
      CopyContext context,
      SourcePartition source,
      String transactionalId,
      Incarnation gone,
      Reply<Integer> reply) {
    this.source = source;
    this.transactionalId = transactionalId;
    this.gone = gone;
    this.target = context.target();
    this.store = context.store();
    this.reply = reply;
    this.chain = new ReplyChain(reply::failed);
  }

  /** Begins. What fails leaves the runs where they are. */
  public void start() {
    Optional<TopicPartition> partition = store.partitionOf(source);
    if (partition.isEmpty()) {
      chain.fail(
          new Failure.Retry(
              Reason.UNKNOWN_TOPIC_OR_PARTITION, "the offset-map topic isn't known yet"));
      return;
    }
    target.resolve(partition.get(), chain.then(id -> fence(partition.get())));
  }

  private void fence(TopicPartition mapPartition) {
    new Fencing(
            new Fencing.Scope(transactionalId, List.of(mapPartition), false),
            target,
            waiting -> {},
            chain,
            chain.then(fence -> load(mapPartition, fence.owner())))
        .start(true);
  }

  private void load(TopicPartition mapPartition, ProducerIdentity owner) {
    store.load(mapPartition, source, chain.then(loaded -> remove(mapPartition, owner, loaded)));
  }

  private void remove(TopicPartition mapPartition, ProducerIdentity owner, StoredMap loaded) {
    Set<Long> keys = new LinkedHashSet<>(loaded.obsolete());
    Optional<OffsetMap> map = loaded.map();
    boolean ofOthers =
        map.filter(runs -> !runs.isEmpty() && !runs.incarnation().isSameAs(gone)).isPresent();
    map.ifPresent(runs -> runs.runs().stream().map(Run::upstream).forEach(keys::add));
    List<MapPart> parts = new ArrayList<>();
    if (!ofOthers && !keys.isEmpty()) {
      parts.add(new MapPart(source, gone, List.of(), List.copyOf(keys)));
    }
    loaded.archived().stream()
        .filter(each -> each.map().incarnation().sourceTopicId().equals(gone.sourceTopicId()))
        .map(MapArchive::removal)
        .forEach(parts::add);
    int runs = parts.stream().mapToInt(MapPart::size).sum();
    if (runs == 0) {
      reply.done(0);
    } else {
      store.write(mapPartition, owner, 0, parts, chain.then(offset -> reply.done(runs)));
    }
  }
}
