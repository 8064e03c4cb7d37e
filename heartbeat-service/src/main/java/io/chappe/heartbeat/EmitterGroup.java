package io.chappe.heartbeat;

import io.chappe.clients.KafkaClients;
import io.chappe.naming.FlowId;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.GroupProtocol;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides which instance emits a flow's heartbeats: all instances that work on the flow are members
 * of one consumer group on the source, {@code chappe.heartbeats.<source>-><target>}, and that one
 * emits which the group has given partition 0 of the heartbeats topic. Nothing is read: the topic
 * stands for the work, since it has one partition that matters, lies where the heartbeats go, and
 * has to be there anyway.
 *
 * <p>So there is one emitter, however many instances run, and whatever flows each of them has. It
 * keeps its place when others come. When it leaves, another takes its place at once; when it is
 * killed, frozen or cut off, after the session timeout of ten seconds. Who has lost its place stops
 * as soon as it hears of it; one heartbeat more, from an instance that was frozen, does no harm: it
 * carries the time at which it was written, and readers look for the newest.
 *
 * <p>For one thread, which must never wait.
 */
final class EmitterGroup implements AutoCloseable, ConsumerRebalanceListener {
  private static final Logger LOGGER = LoggerFactory.getLogger(EmitterGroup.class);

  /** After a deletion nobody has the partition until somebody creates the topic again. */
  private static final long LOOK_NANOS = Duration.ofSeconds(20).toNanos();

  private static final Map<String, String> MEMBER =
      Map.ofEntries(
          Map.entry(ConsumerConfig.GROUP_PROTOCOL_CONFIG, GroupProtocol.CLASSIC.name()),
          // Who emits goes on when another instance comes.
          Map.entry(
              ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
              CooperativeStickyAssignor.class.getName()),
          Map.entry(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, "10000"),
          Map.entry(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, "1000"),
          // A loop that is stuck leaves the group.
          Map.entry(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG, "30000"),
          Map.entry(ConsumerConfig.METADATA_MAX_AGE_CONFIG, "10000"),
          Map.entry(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none"));

  private final FlowHeartbeats heartbeats;
  private final HeartbeatWriter writer;
  private final TopicPartition place;
  private final LongSupplier nanoTime;
  private final EventualConsumer consumer;
  private long lookNanos;

  EmitterGroup(
      FlowHeartbeats heartbeats,
      HeartbeatWriter writer,
      KafkaClients source,
      LongSupplier nanoTime) {
    this.heartbeats = heartbeats;
    this.writer = writer;
    this.place = new TopicPartition(heartbeats.flow().naming().heartbeatsTopic(), 0);
    this.nanoTime = nanoTime;
    this.lookNanos = nanoTime.getAsLong() + LOOK_NANOS;
    this.consumer =
        new EventualConsumer(
            "heartbeats-join-" + heartbeats.flow().id(),
            () -> join(source),
            heartbeats::notMember,
            nanoTime);
  }

  /** The group that a flow's instances form. */
  static String groupId(FlowId flow) {
    return "chappe.heartbeats." + flow;
  }

  private Consumer<byte[], byte[]> join(KafkaClients source) throws Exception {
    writer.ensureTopic(heartbeats.flow());
    Map<String, String> properties = new HashMap<>(MEMBER);
    properties.put(ConsumerConfig.GROUP_ID_CONFIG, groupId(heartbeats.flow().id()));
    Consumer<byte[], byte[]> made = source.consumer(properties);
    made.subscribe(List.of(place.topic()), this);
    return made;
  }

  /** Takes part in the group. */
  void poll() {
    consumer.poll();
    if (!heartbeats.emits()
        && consumer.opened().isPresent()
        && nanoTime.getAsLong() - lookNanos >= 0) {
      lookNanos = nanoTime.getAsLong() + LOOK_NANOS;
      writer.ensureLater(heartbeats);
    }
  }

  @Override
  public void onPartitionsAssigned(Collection<TopicPartition> assigned) {
    Consumer<byte[], byte[]> member = consumer.opened().orElseThrow();
    // Nothing is read, so no position has to be looked for.
    assigned.forEach(partition -> member.seek(partition, 0L));
    member.pause(assigned);
    heartbeats.member();
    if (assigned.contains(place)) {
      heartbeats.emits(true);
      LOGGER.info("emits heartbeats: flow={}", heartbeats.flow().id());
    }
  }

  @Override
  public void onPartitionsRevoked(Collection<TopicPartition> revoked) {
    if (revoked.contains(place)) {
      heartbeats.emits(false);
      LOGGER.info("emits no heartbeats any more: flow={}", heartbeats.flow().id());
      lookNanos = nanoTime.getAsLong();
    }
  }

  @Override
  public void onPartitionsLost(Collection<TopicPartition> lost) {
    onPartitionsRevoked(lost);
  }

  @Override
  public void close() {
    heartbeats.emits(false);
    consumer.close();
  }
}
