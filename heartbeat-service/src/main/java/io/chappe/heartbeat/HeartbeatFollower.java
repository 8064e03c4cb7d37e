package io.chappe.heartbeat;

import io.chappe.clients.KafkaClients;
import io.chappe.config.FlowConfig;
import io.chappe.loop.Closes;
import io.chappe.naming.TopicNaming;
import io.chappe.records.HeartbeatCodec;
import io.chappe.records.RecordDecodingException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the replicated heartbeats on one target cluster with one consumer: those of the flows to
 * there, and, as a consumer would find them by the names of topics, those that have come to there
 * by further clusters. Only partition 0 is read: heartbeats are written nowhere else.
 *
 * <p>Polled by one thread, and never waits.
 */
final class HeartbeatFollower implements AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(HeartbeatFollower.class);
  private static final long DENIED_NANOS = Duration.ofMinutes(5).toNanos();

  /** Far enough back to see when a replication that has stopped did so. */
  private static final Map<String, String> RECENT =
      Map.of(
          ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "by_duration:PT1H",
          ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_uncommitted");

  private final String observer;
  private final SeenPaths paths;
  private final LongSupplier nanoTime;
  private final EventualConsumer consumer;
  private final TopicPoll look;
  private final Map<String, Long> deniedUntilNanos = new HashMap<>();
  private Set<TopicNaming> namings = Set.of();
  private List<FlowHeartbeats> emitting = List.of();
  private Map<TopicPartition, List<FlowHeartbeats>> flows = Map.of();
  private Map<TopicPartition, HeartbeatPath> found = Map.of();
  private Set<String> topics = Set.of();

  HeartbeatFollower(KafkaClients clients, SeenPaths paths, LongSupplier nanoTime) {
    this.observer = clients.alias();
    this.paths = paths;
    this.nanoTime = nanoTime;
    this.consumer =
        new EventualConsumer(
            "heartbeats-from-" + observer, () -> clients.consumer(RECENT), this::failed, nanoTime);
    this.look = new TopicPoll(clients, nanoTime);
  }

  /**
   * Says which flows lead to the cluster.
   *
   * @param all all of them
   * @param emitting those for which heartbeats are emitted
   */
  void follow(List<FlowConfig> all, List<FlowHeartbeats> emitting) {
    namings = all.stream().map(FlowConfig::naming).collect(Collectors.toSet());
    this.emitting = List.copyOf(emitting);
    flows = emitting.stream().collect(Collectors.groupingBy(HeartbeatFollower::partitionOnTarget));
    findPaths();
  }

  private static TopicPartition partitionOnTarget(FlowHeartbeats heartbeats) {
    var naming = heartbeats.flow().naming();
    return new TopicPartition(naming.remoteTopic(naming.heartbeatsTopic()), 0);
  }

  private void findPaths() {
    Map<TopicPartition, HeartbeatPath> now = new HashMap<>();
    for (String topic : topics) {
      namings.stream()
          .flatMap(naming -> HeartbeatPath.of(naming.policy(), topic, observer).stream())
          .findFirst()
          .ifPresent(path -> now.put(new TopicPartition(topic, 0), path));
    }
    Set<HeartbeatPath> gone = new HashSet<>(found.values());
    gone.removeAll(now.values());
    gone.forEach(paths::forget);
    found = now;
  }

  /** Takes in what has arrived. */
  void poll() {
    look.poll(
        names -> {
          topics = names;
          findPaths();
          emitting.forEach(FlowHeartbeats::listed);
        },
        thrown -> emitting.forEach(flow -> flow.notListed(thrown)));
    consumer.opened().ifPresent(this::receive);
  }

  /** A consumer can't be polled for nothing. */
  private void receive(Consumer<byte[], byte[]> opened) {
    Set<TopicPartition> wanted = wanted();
    if (!opened.assignment().equals(wanted)) {
      opened.assign(wanted);
    }
    if (!wanted.isEmpty()) {
      consumer.poll().forEach(this::take);
    }
  }

  private Set<TopicPartition> wanted() {
    Set<TopicPartition> wanted = new HashSet<>(found.keySet());
    long now = nanoTime.getAsLong();
    deniedUntilNanos.values().removeIf(until -> now - until >= 0);
    wanted.removeIf(partition -> deniedUntilNanos.containsKey(partition.topic()));
    wanted.addAll(flows.keySet());
    return wanted;
  }

  private void take(ConsumerRecord<byte[], byte[]> received) {
    TopicPartition partition = new TopicPartition(received.topic(), received.partition());
    List<FlowHeartbeats> concerned = flows.getOrDefault(partition, List.of());
    if (received.value() == null) {
      return;
    }
    try {
      var heartbeat = HeartbeatCodec.decode(received);
      concerned.forEach(each -> each.seen(heartbeat));
      concerned.forEach(FlowHeartbeats::following);
      HeartbeatPath path = found.get(partition);
      if (path != null && path.isOf(heartbeat)) {
        paths.seen(path, heartbeat.timestamp());
      }
    } catch (RecordDecodingException e) {
      concerned.forEach(each -> each.notSeen(e));
    }
  }

  /** What was only found and may not be read is left alone; what a flow is about is a failure. */
  private void failed(Throwable thrown) {
    if (thrown instanceof TopicAuthorizationException denied) {
      Set<String> own =
          flows.keySet().stream().map(TopicPartition::topic).collect(Collectors.toSet());
      Set<String> others = new HashSet<>(denied.unauthorizedTopics());
      others.removeAll(own);
      for (String topic : others) {
        LOGGER.info("heartbeats may not be read: cluster={} topic={}", observer, topic);
        deniedUntilNanos.put(topic, nanoTime.getAsLong() + DENIED_NANOS);
      }
      if (own.stream().noneMatch(denied.unauthorizedTopics()::contains)) {
        return;
      }
    }
    emitting.forEach(flow -> flow.notSeen(thrown));
  }

  @Override
  public void close() {
    Closes.inOrder("heartbeats from " + observer, List.of(look, consumer));
    found.values().forEach(paths::forget);
  }
}
