package io.chappe.checkpoint.sharing;

import io.chappe.clients.InternalTopics;
import io.chappe.clients.KafkaClients;
import io.chappe.naming.FlowId;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.GroupProtocol;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The share of one flow's groups that is this instance's, by a consumer group on the target. For
 * one thread.
 *
 * <p>Until the first assignment the share is {@link Share#ALL}, and after the membership got lost
 * it stays what it was: work done twice does no harm, since all instances come to the same results,
 * but work not done would. So a single instance never waits for the group.
 */
public final class GroupShares implements AutoCloseable, ConsumerRebalanceListener {
  /** The topic whose partitions stand for the shares. It never holds a record. */
  public static final String TOPIC = "chappe.checkpoint-shares.internal";

  private static final Logger LOGGER = LoggerFactory.getLogger(GroupShares.class);

  /** Divides well among two, three, four, six, eight and twelve instances. */
  private static final int PARTS = 24;

  private static final Duration LONGEST_POLL = Duration.ofMillis(500);

  /** More than the longest delivery takes. */
  private static final Duration LONGEST_WRITE = Duration.ofSeconds(20);

  private static final Duration CLOSE_LIMIT = Duration.ofMillis(500);

  private final FlowId flow;
  private final KafkaClients target;
  private final short replicationFactor;
  private final Runnable tick;
  private Consumer<byte[], byte[]> consumer;
  private int parts;
  private Share share = Share.ALL;
  private final SoleShare assigned = new SoleShare();

  public GroupShares(FlowId flow, KafkaClients target, short replicationFactor, Runnable tick) {
    this.flow = flow;
    this.target = target;
    this.replicationFactor = replicationFactor;
    this.tick = tick;
  }

  /** The share as it is known now. */
  public Share share() {
    return share;
  }

  /**
   * The share that the group has assigned to this instance and to no other: for work that must not
   * be done twice.
   */
  public SoleShare assigned() {
    return assigned;
  }

  /** The group that the instances form. */
  public static String groupId(FlowId flow) {
    return "chappe.checkpoints." + flow;
  }

  /** Becomes a member, if it isn't one. */
  public void join(Admin admin) throws ExecutionException, InterruptedException {
    if (consumer != null) {
      return;
    }
    if (InternalTopics.ensure(admin, TOPIC, PARTS, replicationFactor)) {
      LOGGER.info("topic created: cluster={} topic={}", flow.target(), TOPIC);
    }
    tick.run();
    consumer = target.consumer(properties());
    orClose(
        () -> {
          parts = consumer.partitionsFor(TOPIC).size();
          if (parts == 0) {
            // Just created, and the broker that was asked hasn't heard of it.
            throw new UnknownTopicOrPartitionException(TOPIC + " isn't known to all brokers yet");
          }
          consumer.subscribe(List.of(TOPIC), this);
        });
    tick.run();
  }

  /** Takes part in the group for some time, as a member. */
  public void takePart(Duration time) {
    long end = System.nanoTime() + time.toNanos();
    orClose(
        () -> {
          for (long left = time.toNanos(); left > 0; left = end - System.nanoTime()) {
            consumer.poll(Duration.ofNanos(Math.min(left, LONGEST_POLL.toNanos())));
            tick.run();
          }
        });
  }

  /** After a failure the membership begins anew; an interrupt only means that all ends. */
  private void orClose(Runnable action) {
    try {
      action.run();
    } catch (InterruptException e) {
      throw e;
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  private Map<String, String> properties() {
    return Map.ofEntries(
        Map.entry(ConsumerConfig.GROUP_ID_CONFIG, groupId(flow)),
        Map.entry(ConsumerConfig.GROUP_PROTOCOL_CONFIG, GroupProtocol.CLASSIC.name()),
        Map.entry(
            ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
            CooperativeStickyAssignor.class.getName()),
        Map.entry(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, "10000"),
        Map.entry(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, "1000"),
        // Polled between rounds only, and a round waits for clusters that don't answer.
        Map.entry(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG, "180000"),
        Map.entry(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none"));
  }

  @Override
  public void onPartitionsAssigned(Collection<TopicPartition> assigned) {
    // Nothing is read, so no position has to be looked for.
    assigned.forEach(partition -> consumer.seek(partition, 0L));
    consumer.pause(assigned);
    learnShare();
  }

  @Override
  public void onPartitionsRevoked(Collection<TopicPartition> revoked) {
    // The next assignment tells what is left.
    if (!assigned.giveUp(LONGEST_WRITE)) {
      LOGGER.warn("partitions given up while they are written: flow={}", flow);
    }
    tick.run();
  }

  @Override
  public void onPartitionsLost(Collection<TopicPartition> lost) {
    assigned.withdraw();
    LOGGER.warn("groups lost, worked on until another has them: flow={} parts={}", flow, share);
  }

  private void learnShare() {
    Share now =
        new Share(
            consumer.assignment().stream()
                .map(TopicPartition::partition)
                .collect(Collectors.toSet()),
            parts);
    assigned.assign(now);
    if (!now.equals(share)) {
      LOGGER.info("groups shared: flow={} parts={} of={}", flow, now.numbers().size(), parts);
      share = now;
    }
  }

  @Override
  public void close() {
    assigned.withdraw();
    if (consumer != null) {
      Consumer<byte[], byte[]> closed = consumer;
      consumer = null;
      closed.close(CloseOptions.timeout(CLOSE_LIMIT));
    }
  }
}
