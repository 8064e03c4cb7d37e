package io.chappe.clients;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.InterruptException;

/** Tells a topic from another that had the same name before. For one thread. */
public final class TopicIdentity implements AutoCloseable {
  private static final Duration CLOSE_LIMIT = Duration.ofMillis(500);

  private final KafkaClients clients;
  private final String topic;
  private Admin admin;

  public TopicIdentity(KafkaClients clients, String topic) {
    this.clients = clients;
    this.topic = topic;
  }

  /**
   * The topic's id; empty if the brokers are too old to have any.
   *
   * @throws KafkaException if the cluster doesn't tell, or there is no such topic
   */
  public String ask() {
    if (admin == null) {
      admin = clients.admin();
    }
    try {
      Uuid id = admin.describeTopics(List.of(topic)).allTopicNames().get().get(topic).topicId();
      return id == null || id.equals(Uuid.ZERO_UUID) ? "" : id.toString();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof KafkaException known ? known : new KafkaException(e.getCause());
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }

  /**
   * Where its partitions end, open transactions included.
   *
   * @throws KafkaException if the cluster doesn't tell, or there is no such topic
   */
  public Map<TopicPartition, Long> ends() {
    if (admin == null) {
      admin = clients.admin();
    }
    try {
      Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
      admin
          .describeTopics(List.of(topic))
          .allTopicNames()
          .get()
          .get(topic)
          .partitions()
          .forEach(
              each -> wanted.put(new TopicPartition(topic, each.partition()), OffsetSpec.latest()));
      Map<TopicPartition, Long> ends = new HashMap<>();
      admin
          .listOffsets(wanted, new ListOffsetsOptions(IsolationLevel.READ_UNCOMMITTED))
          .all()
          .get()
          .forEach((partition, end) -> ends.put(partition, end.offset()));
      return ends;
    } catch (ExecutionException e) {
      throw e.getCause() instanceof KafkaException known ? known : new KafkaException(e.getCause());
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }

  @Override
  public void close() {
    Admin closed = admin;
    admin = null;
    if (closed != null) {
      closed.close(CLOSE_LIMIT);
    }
  }
}
