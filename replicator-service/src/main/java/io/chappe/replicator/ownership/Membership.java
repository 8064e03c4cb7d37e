package io.chappe.replicator.ownership;

import io.chappe.loop.Closes;
import io.chappe.naming.FlowId;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One consumer's membership in the group. Used by the owner thread, but for {@link #wakeUp}.
 *
 * <p>The consumer is to do nothing but be a member. Every partition is paused and given a position
 * in the very callback that assigns it. The pause keeps it from fetching. The position, which is
 * never read, keeps it from looking for one: without it each poll would ask for committed offsets,
 * then list offsets (or, with {@code auto.offset.reset=none}, throw), paused or not. A position set
 * by hand has no leader epoch, so it isn't validated against the log either.
 *
 * <p>The first member of an empty group doesn't wait for the group's word: see {@link LoneMember}.
 */
final class Membership implements ConsumerRebalanceListener {
  private static final Logger LOGGER = LoggerFactory.getLogger(Membership.class);
  private static final Duration COMMIT_LIMIT = Duration.ofSeconds(2);
  private static final Duration LEAVING_COMMIT_LIMIT = Duration.ofMillis(500);
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(1);
  private static final String ANOTHER = "chappe.none";

  private final FlowId flow;
  private final LoneMember lone;
  private final Owned owned;
  private final PositionMirror positions;
  private final Consumer<byte[], byte[]> consumer;
  private Map<String, Integer> subscribed = Map.of();
  private boolean leaving;

  /** What {@link LoneMember} has found; taken by the owner thread. */
  private final AtomicReference<Set<TopicPartition>> found = new AtomicReference<>(Set.of());

  /** Ours without the group having said so yet. */
  private Set<TopicPartition> early = Set.of();

  /** Whether the group has told us, or never will, what is ours. */
  private volatile boolean told;

  Membership(
      FlowId flow,
      MembershipSettings settings,
      LoneMember lone,
      Owned owned,
      PositionMirror positions) {
    this.flow = flow;
    this.lone = lone;
    this.owned = owned;
    this.positions = positions;
    this.consumer = new KafkaConsumer<>(settings.properties());
    positions.reset();
  }

  /**
   * One turn of the loop.
   *
   * @param wanted numbers of partitions by topic
   * @param limit to wait for something to happen in the group; takes longer if partitions are
   *     drained
   */
  void poll(Map<String, Integer> wanted, Duration limit) {
    if (!wanted.equals(subscribed)) {
      Set<String> topics = wanted.keySet();
      if (topics.equals(subscribed.keySet())) {
        refresh();
      } else {
        consumer.subscribe(topics, this);
      }
      if (!told && subscribed.isEmpty()) {
        Thread.ofVirtual().name("chappe-" + flow + "-first").start(() -> lookForOthers(topics));
      }
      subscribed = wanted;
    }
    beginEarly();
    consumer.poll(limit);
    if (early.isEmpty()) {
      positions.commitIfDue(consumer);
    }
  }

  /**
   * Has the next poll ask for the metadata. The group's leader shares out the partitions that its
   * metadata has, and a consumer has no other way to make it anew before its time: here it wants
   * another topic and, before it could say so to anyone, no longer does.
   */
  void refresh() {
    Set<String> topics = subscribed.keySet();
    Set<String> others = new HashSet<>(topics);
    others.add(ANOTHER);
    consumer.subscribe(others, this);
    consumer.subscribe(topics, this);
  }

  private void lookForOthers(Set<String> topics) {
    Set<TopicPartition> all = lone.partitionsOf(topics, () -> !told);
    if (!all.isEmpty()) {
      found.set(all);
      wakeUp();
    }
  }

  private void beginEarly() {
    Set<TopicPartition> all = found.getAndSet(Set.of());
    if (!told && !all.isEmpty()) {
      LOGGER.info("alone in the group, not waiting for others: flow={}", flow);
      early = all;
      owned.assigned(all);
    }
  }

  /** As when the group takes them, but for the commit, which it wouldn't take from us. */
  private void giveUp(Collection<TopicPartition> taken) {
    owned.revoked(taken);
    owned.forget(taken);
  }

  private void endEarly() {
    told = true;
    giveUp(early);
    early = Set.of();
  }

  boolean isSubscribed() {
    return !subscribed.isEmpty();
  }

  /** Leaves the group, since there is nothing to own; drains first. */
  void unsubscribe() {
    endEarly();
    consumer.unsubscribe();
    subscribed = Map.of();
  }

  /** Makes a poll that waits end. By any thread. */
  void wakeUp() {
    consumer.wakeup();
  }

  Map<TopicPartition, Long> committed(Set<TopicPartition> partitions) {
    Map<TopicPartition, Long> offsets = new HashMap<>();
    consumer
        .committed(partitions)
        .forEach(
            (partition, offset) -> {
              if (offset != null) {
                offsets.put(partition, offset.offset());
              }
            });
    return offsets;
  }

  /** Drains, commits, leaves the group and closes. */
  void leave() {
    leaving = true;
    try {
      endEarly();
      consumer.unsubscribe();
    } finally {
      // Interrupted, it would close without a word to the group, which would keep our share for us.
      Thread.interrupted();
      consumer.close(CloseOptions.timeout(CLOSE_LIMIT));
    }
  }

  /** Closes after a failure that leaves no way to drain. */
  void abandon(String reason) {
    told = true;
    Closes.inOrder(
        "membership " + flow,
        List.of(
            () -> owned.lost(owned.partitions(), reason),
            () -> consumer.close(CloseOptions.timeout(CLOSE_LIMIT))));
  }

  @Override
  public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
    partitions.forEach(partition -> consumer.seek(partition, 0L));
    consumer.pause(partitions);
    told = true;
    owned.assigned(partitions);
    Set<TopicPartition> others = new HashSet<>(early);
    partitions.forEach(others::remove);
    early = Set.of();
    giveUp(others);
  }

  @Override
  public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
    owned.revoked(partitions);
    // Set by who could not wait any longer for the drain; it must not disturb the leaving.
    Thread.interrupted();
    positions.commitNow(consumer, partitions, leaving ? LEAVING_COMMIT_LIMIT : COMMIT_LIMIT);
    owned.forget(partitions);
  }

  @Override
  public void onPartitionsLost(Collection<TopicPartition> partitions) {
    owned.lost(partitions, "the group went on without this member");
  }
}
