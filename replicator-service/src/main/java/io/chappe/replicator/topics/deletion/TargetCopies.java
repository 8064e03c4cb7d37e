package io.chappe.replicator.topics.deletion;

import io.chappe.clients.KafkaClients;
import io.chappe.config.FlowConfig;
import io.chappe.replicator.topics.catalog.RemoteTopic;
import io.chappe.replicator.topics.cluster.Answers;
import io.chappe.replicator.topics.cluster.ClusterCalls;
import io.chappe.replicator.topics.cluster.ClusterUnavailableException;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicCollection;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.UnknownTopicIdException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** The remote topics of a real target. */
public final class TargetCopies implements RemoteCopies {
  private final FlowConfig flow;
  private final ClusterCalls target;
  private final Runnable tick;

  /**
   * @param tick called while waiting
   */
  public TargetCopies(FlowConfig flow, ClusterCalls target, Runnable tick) {
    this.flow = flow;
    this.target = target;
    this.tick = tick;
  }

  /** Asks by name, as brokers before 3.1 describe none by its id, and compares the id. */
  @Override
  public Optional<RemoteTopic> find(RemoteTopic topic)
      throws ClusterUnavailableException, InterruptedException {
    Answers<String, TopicDescription> answers =
        target.await(target.admin().describeTopics(List.of(topic.name())).topicNameValues());
    Exception error = answers.errors().get(topic.name());
    if (error instanceof UnknownTopicOrPartitionException) {
      return Optional.empty();
    }
    if (error != null) {
      throw error instanceof KafkaException known ? known : new KafkaException(error);
    }
    TopicDescription found = answers.values().get(topic.name());
    return found.topicId().equals(topic.id())
        ? Optional.of(new RemoteTopic(topic.name(), topic.id(), found.partitions().size()))
        : Optional.empty();
  }

  @Override
  public CopyLogs logs() {
    String clientId = "chappe-" + flow.id() + "-proof";
    return new TargetReads(
        new KafkaClients(flow.target(), clientId), flow.target(), clientId, tick);
  }

  @Override
  public Optional<Exception> delete(RemoteTopic topic)
      throws ClusterUnavailableException, InterruptedException {
    Answers<Uuid, Void> answers =
        target.await(
            target
                .admin()
                .deleteTopics(TopicCollection.ofTopicIds(List.of(topic.id())))
                .topicIdValues());
    return Optional.ofNullable(answers.errors().get(topic.id()))
        .filter(error -> !(error instanceof UnknownTopicIdException));
  }
}
