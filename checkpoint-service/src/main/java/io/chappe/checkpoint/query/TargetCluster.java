package io.chappe.checkpoint.query;

import io.chappe.checkpoint.cluster.ClusterAnswers;
import io.chappe.checkpoint.cluster.LogEnds;
import io.chappe.checkpoint.cluster.TopicIds;
import io.chappe.checkpoint.translation.DataEnds;
import io.chappe.checkpoint.translation.LogRange;
import io.chappe.clients.KafkaClients;
import io.chappe.clients.TopicFollower;
import io.chappe.failure.Failure;
import io.chappe.records.CheckpointCodec;
import io.chappe.records.RecordDecodingException;
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
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.connect.mirror.Checkpoint;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is asked of the target for a translation. Thread-safe. */
final class TargetCluster implements AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(TargetCluster.class);
  private static final Duration LIMIT = Duration.ofSeconds(5);
  private static final int RETRY_SECONDS = 5;
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
    try {
      return DataEnds.of(clients, logs, LIMIT, () -> {});
    } catch (KafkaException e) {
      throw unavailable(e);
    }
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
        "The cluster %s does not answer: %s"
            .formatted(clients.alias(), Failure.of(cause).message()),
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
