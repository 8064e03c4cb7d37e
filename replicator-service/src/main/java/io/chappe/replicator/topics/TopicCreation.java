package io.chappe.replicator.topics;

import io.chappe.config.FlowConfig;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.CreateTopicsOptions;
import org.apache.kafka.clients.admin.CreateTopicsResult;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Creates remote topics after the model of their source topics. Used by one thread. */
final class TopicCreation {
  private static final Logger LOGGER = LoggerFactory.getLogger(TopicCreation.class);

  /** A controller takes a request as one operation, and refuses one that writes 10,000 records. */
  private static final int PARTITIONS_A_REQUEST = 2_000;

  private static final int TOPICS_A_REQUEST = 100;

  private final FlowConfig flow;
  private final ClusterCalls source;
  private final ClusterCalls target;
  private final TopicConfigRules rules;

  TopicCreation(FlowConfig flow, ClusterCalls source, ClusterCalls target) {
    this.flow = flow;
    this.source = source;
    this.target = target;
    this.rules = new TopicConfigRules(flow.configFilter());
  }

  /** Creates what it can; by source name. */
  Answers<String, RemoteTopic> create(Collection<SourceTopic> topics)
      throws ClusterUnavailableException, InterruptedException {
    Answers<String, RemoteTopic> all = new Answers<>(new HashMap<>(), new HashMap<>());
    for (List<SourceTopic> some : requests(topics)) {
      Answers<String, Config> configs =
          TopicConfigs.describe(source, some.stream().map(SourceTopic::name).toList());
      List<Model> models = new ArrayList<>();
      for (SourceTopic topic : some) {
        Config config = configs.values().get(topic.name());
        if (config != null) {
          models.add(new Model(topic, rules.forCreation(config)));
        } else if (!isGone(configs.errors().get(topic.name()))) {
          all.errors().put(topic.name(), configs.errors().get(topic.name()));
        }
      }
      createAll(models, all);
    }
    return all;
  }

  private static boolean isGone(Exception error) {
    return error instanceof UnknownTopicOrPartitionException;
  }

  /** A topic to create, and its properties. */
  private record Model(SourceTopic topic, Map<String, String> properties) {
    NewTopic newTopic(short replicationFactor) {
      Optional<Short> factor =
          replicationFactor < 0 ? Optional.empty() : Optional.of(replicationFactor);
      return new NewTopic(topic.remoteName(), Optional.of(topic.partitions()), factor)
          .configs(properties);
    }
  }

  private void createAll(List<Model> models, Answers<String, RemoteTopic> all)
      throws ClusterUnavailableException, InterruptedException {
    Answers<String, RemoteTopic> answers = send(models);
    all.values().putAll(answers.values());
    all.errors().putAll(answers.errors());
    List<Model> reduced = new ArrayList<>();
    for (Model model : models) {
      Exception error = answers.errors().get(model.topic.name());
      if (error instanceof InvalidConfigurationException) {
        withoutRefusedProperties(model).ifPresent(reduced::add);
      }
    }
    if (!reduced.isEmpty()) {
      Answers<String, RemoteTopic> second = send(reduced);
      all.values().putAll(second.values());
      all.errors().keySet().removeAll(second.values().keySet());
      all.errors().putAll(second.errors());
    }
  }

  private Answers<String, RemoteTopic> send(List<Model> models)
      throws ClusterUnavailableException, InterruptedException {
    if (models.isEmpty()) {
      return new Answers<>(Map.of(), Map.of());
    }
    CreateTopicsResult result =
        target.admin().createTopics(models.stream().map(this::newTopic).toList());
    Map<String, KafkaFuture<RemoteTopic>> futures = new HashMap<>();
    for (Model model : models) {
      String name = model.topic.remoteName();
      KafkaFuture<Uuid> id = result.topicId(name);
      futures.put(
          model.topic.name(),
          id.thenApply(uuid -> new RemoteTopic(name, uuid, model.topic.partitions())));
    }
    return target.await(futures);
  }

  private NewTopic newTopic(Model model) {
    return model.newTopic(flow.topics().replicationFactor());
  }

  /**
   * One property that the target does not take, unknown to its version perhaps, must not keep the
   * topic away: each is tried alone. Empty if none is to blame alone.
   */
  private Optional<Model> withoutRefusedProperties(Model model)
      throws ClusterUnavailableException, InterruptedException {
    Map<String, KafkaFuture<Void>> trials = new HashMap<>();
    for (Map.Entry<String, String> property : model.properties.entrySet()) {
      Model trial = new Model(model.topic, Map.of(property.getKey(), property.getValue()));
      trials.put(
          property.getKey(),
          target
              .admin()
              .createTopics(List.of(newTopic(trial)), new CreateTopicsOptions().validateOnly(true))
              .all());
    }
    Map<String, String> taken = new HashMap<>(model.properties);
    target
        .await(trials)
        .errors()
        .forEach(
            (property, error) -> {
              if (error instanceof InvalidConfigurationException) {
                taken.remove(property);
                LOGGER.warn(
                    "property is not copied to a new topic flow={} topic={} property={} reason={}",
                    flow.id(),
                    model.topic.remoteName(),
                    property,
                    ClusterCalls.reason(error));
              }
            });
    return taken.size() == model.properties.size()
        ? Optional.empty()
        : Optional.of(new Model(model.topic, taken));
  }

  private static List<List<SourceTopic>> requests(Collection<SourceTopic> topics) {
    List<List<SourceTopic>> requests = new ArrayList<>();
    List<SourceTopic> current = new ArrayList<>();
    int partitions = 0;
    for (SourceTopic topic : topics) {
      boolean full =
          current.size() == TOPICS_A_REQUEST
              || partitions + topic.partitions() > PARTITIONS_A_REQUEST;
      if (full && !current.isEmpty()) {
        requests.add(current);
        current = new ArrayList<>();
        partitions = 0;
      }
      current.add(topic);
      partitions += topic.partitions();
    }
    if (!current.isEmpty()) {
      requests.add(current);
    }
    return requests;
  }
}
