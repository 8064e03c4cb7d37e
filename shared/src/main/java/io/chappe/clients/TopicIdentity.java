package io.chappe.clients;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
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

  @Override
  public void close() {
    Admin closed = admin;
    admin = null;
    if (closed != null) {
      closed.close(CLOSE_LIMIT);
    }
  }
}
