package io.chappe.checkpoint.query;

import io.chappe.checkpoint.cluster.ClusterAnswers;
import io.chappe.checkpoint.cluster.LogEnds;
import io.chappe.checkpoint.cluster.TopicIds;
import io.chappe.checkpoint.translation.LogRange;
import io.chappe.clients.KafkaClients;
import io.chappe.clients.TopicFollower;
import io.chappe.records.CheckpointCodec;
import io.chappe.records.RecordDecodingException;
import io.chappe.service.Failure;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.connect.mirror.Checkpoint;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is asked of the target for a translation. Thread-safe. */
final class TargetCluster implements AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(TargetCluster.class);
  private static final Duration LIMIT = Duration.ofSeconds(5);
  private static final int RETRY_SECONDS = 5;
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Map<String, String> FROM_WHERE_IT_IS_TOLD =
      Map.of(
          ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none",
          ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_uncommitted");
  private static final Duration CLOSE_LIMIT = Duration.ofMillis(500);

  private final KafkaClients clients;
  private Admin admin;

  TargetCluster(KafkaClients clients) {
    this.clients = clients;
  }

  /**
   * Copies as they are now.
   *
   * @param topicIds ids of the topics that are there
   * @param logs what the logs of the partitions that are there hold
   */
  record Copies(Map<String, Uuid> topicIds, Map<TopicPartition, LogRange> logs) {}

  /** Looks at copies; those that aren't there are left out. */
  Copies copies(Collection<TopicPartition> partitions) {
    Set<String> topics = partitions.stream().map(TopicPartition::topic).collect(Collectors.toSet());
    try {
      Map<String, Uuid> ids = all(TopicIds.of(admin(), topics));
      List<TopicPartition> there =
          partitions.stream().filter(each -> ids.containsKey(each.topic())).toList();
      Map<TopicPartition, Long> starts = all(LogEnds.starts(admin(), there));
      Map<TopicPartition, Long> ends = all(LogEnds.ends(admin(), there));
      Map<TopicPartition, LogRange> logs = new HashMap<>();
      there.forEach(each -> logs.put(each, LogRange.of(starts.get(each), ends.get(each))));
      return new Copies(ids, logs);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unavailable(e);
    } catch (ExecutionException | KafkaException e) {
      throw unavailable(e);
    }
  }

  private static <K, V> Map<K, V> all(ClusterAnswers<K, V> answers) throws ExecutionException {
    for (Throwable error : answers.errors().values()) {
      throw new ExecutionException(error);
    }
    return answers.values();
  }

  /** The same logs, with the ends of their records looked up in them. */
  Map<TopicPartition, LogRange> withDataEnds(Map<TopicPartition, LogRange> logs) {
    if (logs.isEmpty()) {
      return logs;
    }
    Map<TopicPartition, Long> ends = new HashMap<>();
    logs.forEach((partition, log) -> ends.put(partition, log.dataEnd()));
    try (Consumer<byte[], byte[]> consumer = clients.consumer(FROM_WHERE_IT_IS_TOLD)) {
      consumer.assign(logs.keySet());
      ends.forEach(consumer::seek);
      long deadline = System.nanoTime() + LIMIT.toNanos();
      while (!isThrough(consumer, logs)) {
        if (System.nanoTime() > deadline) {
          throw new TimeoutException("the last records were not read");
        }
        for (ConsumerRecord<byte[], byte[]> each : consumer.poll(POLL)) {
          TopicPartition partition = new TopicPartition(each.topic(), each.partition());
          ends.merge(partition, Math.min(each.offset() + 1, logs.get(partition).end()), Math::max);
        }
      }
    } catch (KafkaException e) {
      throw unavailable(e);
    }
    Map<TopicPartition, LogRange> found = new HashMap<>();
    logs.forEach(
        (partition, log) ->
            found.put(partition, new LogRange(log.start(), log.end(), ends.get(partition))));
    return found;
  }

  private static boolean isThrough(
      Consumer<byte[], byte[]> consumer, Map<TopicPartition, LogRange> logs) {
    return logs.entrySet().stream()
        .allMatch(each -> consumer.position(each.getKey()) >= each.getValue().end());
  }

  /** A group's newest checkpoints. */
  List<Checkpoint> checkpoints(String topic, String group) {
    Map<ByteBuffer, Checkpoint> newest = new HashMap<>();
    try {
      TopicFollower.open(clients, topic, () -> {})
          .ifPresent(
              follower -> {
                try (follower) {
                  follower.readToEnd(each -> take(each, group, newest));
                }
              });
    } catch (KafkaException e) {
      throw unavailable(e);
    }
    return new ArrayList<>(newest.values());
  }

  private static void take(
      ConsumerRecord<byte[], byte[]> received, String group, Map<ByteBuffer, Checkpoint> newest) {
    ByteBuffer key = ByteBuffer.wrap(received.key());
    if (CheckpointCodec.isGone(received)) {
      newest.remove(key);
      return;
    }
    try {
      Checkpoint checkpoint = CheckpointCodec.decode(received);
      if (checkpoint.consumerGroupId().equals(group)) {
        newest.put(key, checkpoint);
      }
    } catch (RecordDecodingException e) {
      LOGGER.debug("checkpoint skipped: {}", e.getMessage());
    }
  }

  /** Made when it is first needed, since that may fail while the cluster is away. */
  private synchronized Admin admin() {
    if (admin == null) {
      admin = clients.admin();
    }
    return admin;
  }

  /** The problem that the cluster doesn't answer. */
  ProblemException unavailable(Exception cause) {
    return ProblemException.unavailable(
        "The cluster %s does not answer: %s".formatted(clients.alias(), Failure.of(cause).reason()),
        RETRY_SECONDS,
        cause);
  }

  @Override
  public synchronized void close() {
    if (admin != null) {
      admin.close(CLOSE_LIMIT);
    }
  }
}
