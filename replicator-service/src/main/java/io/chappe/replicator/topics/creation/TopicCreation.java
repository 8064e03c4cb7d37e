package io.chappe.replicator.topics.creation;

import io.chappe.config.FlowConfig;
import io.chappe.replicator.topics.catalog.RemoteTopic;
import io.chappe.replicator.topics.catalog.SourceTopic;
import io.chappe.replicator.topics.cluster.Answers;
import io.chappe.replicator.topics.cluster.ClusterCalls;
import io.chappe.replicator.topics.cluster.ClusterUnavailableException;
import io.chappe.replicator.topics.properties.TopicConfigRules;
import io.chappe.replicator.topics.properties.TopicConfigs;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Creates remote topics after the model of their source topics. Used by one thread. */
final class TopicCreation {
  /** A controller takes a request as one operation, and refuses one that writes 10,000 records. */
  private static final int PARTITIONS_A_REQUEST = 2_000;

  private static final int TOPICS_A_REQUEST = 100;

  private final FlowConfig flow;
  private final ClusterCalls source;
  private final LenientCreation creation;
  private final TopicConfigRules rules;

  TopicCreation(FlowConfig flow, ClusterCalls source, ClusterCalls target) {
    this.flow = flow;
    this.source = source;
    this.creation = new LenientCreation(flow.id(), target);
    this.rules = new TopicConfigRules(flow.configFilter());
  }

  /** Creates what it can; by source name. */
  Answers<String, RemoteTopic> create(Collection<SourceTopic> topics)
      throws ClusterUnavailableException, InterruptedException {
    Answers<String, RemoteTopic> all = new Answers<>(new HashMap<>(), new HashMap<>());
    for (List<SourceTopic> some : requests(topics)) {
      Answers<String, Config> configs =
          TopicConfigs.describe(source, some.stream().map(SourceTopic::name).toList());
      Map<SourceTopic, LenientCreation.Wanted> models = new HashMap<>();
      for (SourceTopic topic : some) {
        Config config = configs.values().get(topic.name());
        if (config != null) {
          models.put(topic, wanted(topic, config));
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

  private void createAll(
      Map<SourceTopic, LenientCreation.Wanted> models, Answers<String, RemoteTopic> all)
      throws ClusterUnavailableException, InterruptedException {
    Answers<String, RemoteTopic> answers = creation.create(models.values());
    for (SourceTopic topic : models.keySet()) {
      RemoteTopic created = answers.values().get(topic.remoteName());
      if (created != null) {
        all.values().put(topic.name(), created);
      } else {
        all.errors().put(topic.name(), answers.errors().get(topic.remoteName()));
      }
    }
  }

  private LenientCreation.Wanted wanted(SourceTopic topic, Config model) {
    return new LenientCreation.Wanted(
        topic.remoteName(),
        topic.partitions(),
        flow.topics().replicationFactor(),
        rules.forCreation(model),
        Set.of());
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
