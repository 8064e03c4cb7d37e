package io.chappe.replicator.topics.deletion;

import io.chappe.config.FlowConfig;
import io.chappe.replicator.topics.cluster.Answers;
import io.chappe.replicator.topics.cluster.ClusterCalls;
import io.chappe.replicator.topics.cluster.ClusterUnavailableException;
import io.chappe.replicator.wire.cluster.BrokerViews;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.admin.CreateTopicsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks more than one broker of a real source whether topics are gone. */
public final class SourceWitnesses implements Witnesses {
  private static final Logger LOGGER = LoggerFactory.getLogger(SourceWitnesses.class);

  /** Every cluster has it that has groups, and the flow has one there. */
  private static final String GROUPS = "__consumer_offsets";

  private final FlowConfig flow;
  private final ClusterCalls source;
  private final Runnable tick;
  private String clusterId;
  private Optional<Uuid> groupsTopic = Optional.empty();

  public SourceWitnesses(FlowConfig flow, ClusterCalls source, Runnable tick) {
    this.flow = flow;
    this.source = source;
    this.tick = tick;
  }

  @Override
  public boolean isSameSource() throws ClusterUnavailableException, InterruptedException {
    String id = source.await(source.admin().describeCluster().clusterId());
    boolean sameId = clusterId == null || clusterId.equals(id);
    boolean sameGroups = isSameGroupsTopic();
    if (!sameId || !sameGroups) {
      LOGGER.warn(
          "source was set up anew, no remote topic is deleted: flow={} before={} now={}",
          flow.id(),
          clusterId,
          id);
    }
    clusterId = id;
    return sameId && sameGroups;
  }

  /** Where it may not be described, nothing is known by it. */
  private boolean isSameGroupsTopic() throws ClusterUnavailableException, InterruptedException {
    Answers<String, TopicDescription> answers =
        source.await(source.admin().describeTopics(List.of(GROUPS)).topicNameValues());
    Optional<Uuid> before = groupsTopic;
    if (answers.values().containsKey(GROUPS)) {
      groupsTopic = Optional.of(answers.values().get(GROUPS).topicId());
    } else if (answers.errors().get(GROUPS) instanceof UnknownTopicOrPartitionException) {
      groupsTopic = Optional.empty();
    }
    return before.isEmpty() || before.equals(groupsTopic);
  }

  /**
   * Several brokers are asked, each by itself, last the one that the cluster calls its controller;
   * then the controller as such, if it may be asked.
   */
  @Override
  public Set<String> unknownToAll(Collection<String> topics)
      throws ClusterUnavailableException, InterruptedException {
    Node controller = source.await(source.admin().describeCluster().controller());
    Set<String> unknown = new HashSet<>();
    try (BrokerViews views =
        new BrokerViews(
            flow.id().source(), "chappe-" + flow.id() + "-witness", flow.source().consumer())) {
      unknown.addAll(views.unknownToAll(topics, controller == null ? -1 : controller.id(), tick));
    } catch (KafkaException e) {
      throw new ClusterUnavailableException(flow.id().source(), e);
    }
    unknown.removeAll(unknown.isEmpty() ? Set.of() : knownToController(unknown));
    return unknown;
  }

  /**
   * Brokers hand a creation on to the controller, which knows whether there is such a topic. It is
   * only to be checked, so that nothing is created. Whoever may not create is told nothing.
   */
  private Set<String> knownToController(Set<String> topics)
      throws ClusterUnavailableException, InterruptedException {
    List<NewTopic> trials =
        topics.stream()
            .map(each -> new NewTopic(each, Optional.empty(), Optional.empty()))
            .toList();
    Map<String, KafkaFuture<Void>> futures =
        new HashMap<>(
            source
                .admin()
                .createTopics(trials, new CreateTopicsOptions().validateOnly(true))
                .values());
    Set<String> known = new HashSet<>();
    source
        .await(futures)
        .errors()
        .forEach(
            (topic, error) -> {
              if (error instanceof TopicExistsException) {
                known.add(topic);
              }
            });
    return known;
  }
}
