package io.chappe.replicator.topics.creation;

import io.chappe.naming.FlowId;
import io.chappe.replicator.topics.catalog.RemoteTopic;
import io.chappe.replicator.topics.cluster.Answers;
import io.chappe.replicator.topics.cluster.ClusterCalls;
import io.chappe.replicator.topics.cluster.ClusterUnavailableException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.CreateTopicsOptions;
import org.apache.kafka.clients.admin.CreateTopicsResult;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.InvalidRequestException;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Creates topics with those of their properties that the cluster takes. A version may not know a
 * property; a managed service may allow few of them, or bound their values. Used by one thread.
 */
final class LenientCreation {
  private static final Logger LOGGER = LoggerFactory.getLogger(LenientCreation.class);

  private final FlowId flow;
  private final ClusterCalls cluster;

  /**
   * A topic to create.
   *
   * @param name its name
   * @param partitions number of partitions
   * @param replicationFactor at least 1, or -1 for the brokers' default
   * @param properties its properties
   * @param required keys of those that it must have: without them it isn't created
   */
  record Wanted(
      String name,
      int partitions,
      short replicationFactor,
      Map<String, String> properties,
      Set<String> required) {
    private NewTopic newTopic() {
      Optional<Short> factor =
          replicationFactor < 0 ? Optional.empty() : Optional.of(replicationFactor);
      return new NewTopic(name, Optional.of(partitions), factor).configs(properties);
    }

    private Wanted with(Map<String, String> others) {
      return new Wanted(name, partitions, replicationFactor, others, required);
    }

    private Map<String, String> requiredProperties() {
      return properties.entrySet().stream()
          .filter(each -> required.contains(each.getKey()))
          .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }
  }

  LenientCreation(FlowId flow, ClusterCalls cluster) {
    this.flow = flow;
    this.cluster = cluster;
  }

  /** Creates what it can; by name. */
  Answers<String, RemoteTopic> create(Collection<Wanted> topics)
      throws ClusterUnavailableException, InterruptedException {
    Answers<String, RemoteTopic> all = new Answers<>(new HashMap<>(), new HashMap<>());
    add(send(topics), all);
    List<Wanted> reduced = new ArrayList<>();
    for (Wanted topic : topics) {
      if (isRefusal(all.errors().get(topic.name))) {
        withoutRefusedProperties(topic).ifPresent(reduced::add);
      }
    }
    add(send(reduced), all);
    all.errors().keySet().removeAll(all.values().keySet());
    return all;
  }

  private static void add(Answers<String, RemoteTopic> some, Answers<String, RemoteTopic> all) {
    all.values().putAll(some.values());
    all.errors().putAll(some.errors());
  }

  /** An answer that properties may be to blame for. */
  private static boolean isRefusal(Exception error) {
    return error instanceof InvalidConfigurationException
        || error instanceof PolicyViolationException
        || error instanceof InvalidRequestException;
  }

  private Answers<String, RemoteTopic> send(Collection<Wanted> topics)
      throws ClusterUnavailableException, InterruptedException {
    if (topics.isEmpty()) {
      return new Answers<>(Map.of(), Map.of());
    }
    CreateTopicsResult result =
        cluster.admin().createTopics(topics.stream().map(Wanted::newTopic).toList());
    Map<String, KafkaFuture<RemoteTopic>> futures = new HashMap<>();
    for (Wanted topic : topics) {
      KafkaFuture<Uuid> id = result.topicId(topic.name);
      futures.put(
          topic.name, id.thenApply(uuid -> new RemoteTopic(topic.name, uuid, topic.partitions)));
    }
    return cluster.await(futures);
  }

  /**
   * One property that the cluster doesn't take must not keep the topic away: each is tried alone.
   * Empty if none is to blame alone, or the topic would be refused without any.
   */
  private Optional<Wanted> withoutRefusedProperties(Wanted topic)
      throws ClusterUnavailableException, InterruptedException {
    Map<String, String> required = topic.requiredProperties();
    Map<String, KafkaFuture<Void>> trials = new HashMap<>();
    trials.put("", trial(topic.with(required)));
    for (Map.Entry<String, String> property : topic.properties.entrySet()) {
      if (!topic.required.contains(property.getKey())) {
        Map<String, String> alone = new HashMap<>(required);
        alone.put(property.getKey(), property.getValue());
        trials.put(property.getKey(), trial(topic.with(alone)));
      }
    }
    Map<String, Exception> errors = cluster.await(trials).errors();
    if (errors.containsKey("")) {
      return Optional.empty();
    }
    Map<String, String> taken = new HashMap<>(topic.properties);
    errors.forEach(
        (property, error) -> {
          if (isRefusal(error)) {
            taken.remove(property);
            LOGGER.warn(
                "property is not given to a new topic: flow={} topic={} property={} reason={} message=\"{}\"",
                flow,
                topic.name,
                property,
                ClusterCalls.failure(error).reason(),
                ClusterCalls.failure(error).message());
          }
        });
    return taken.size() == topic.properties.size()
        ? Optional.empty()
        : Optional.of(topic.with(taken));
  }

  private KafkaFuture<Void> trial(Wanted topic) throws ClusterUnavailableException {
    return cluster
        .admin()
        .createTopics(List.of(topic.newTopic()), new CreateTopicsOptions().validateOnly(true))
        .all();
  }

  /** The replication factor that a topic would get; 0 if that can't be told. */
  int replicationFactorOf(Wanted topic) throws ClusterUnavailableException, InterruptedException {
    if (topic.replicationFactor > 0) {
      return topic.replicationFactor;
    }
    KafkaFuture<Integer> answer =
        cluster
            .admin()
            .createTopics(
                List.of(topic.with(topic.requiredProperties()).newTopic()),
                new CreateTopicsOptions().validateOnly(true))
            .replicationFactor(topic.name);
    return cluster.await(Map.of(topic.name, answer)).values().getOrDefault(topic.name, 0);
  }
}
