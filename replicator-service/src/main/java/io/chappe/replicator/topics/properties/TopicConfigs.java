package io.chappe.replicator.topics.properties;

import io.chappe.replicator.topics.cluster.Answers;
import io.chappe.replicator.topics.cluster.ClusterCalls;
import io.chappe.replicator.topics.cluster.ClusterUnavailableException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;

/** Reads the configurations of topics, many at a time. */
public final class TopicConfigs {
  private static final int CHUNK = 250;

  private TopicConfigs() {}

  public static Answers<String, Config> describe(ClusterCalls cluster, Collection<String> topics)
      throws ClusterUnavailableException, InterruptedException {
    Answers<String, Config> all = new Answers<>(new HashMap<>(), new HashMap<>());
    for (List<String> names : ClusterCalls.chunks(List.copyOf(topics), CHUNK)) {
      List<ConfigResource> resources = names.stream().map(TopicConfigs::resource).toList();
      Map<String, KafkaFuture<Config>> futures = new HashMap<>();
      cluster
          .admin()
          .describeConfigs(resources)
          .values()
          .forEach((resource, future) -> futures.put(resource.name(), future));
      Answers<String, Config> some = cluster.await(futures);
      all.values().putAll(some.values());
      all.errors().putAll(some.errors());
    }
    return all;
  }

  static ConfigResource resource(String topic) {
    return new ConfigResource(ConfigResource.Type.TOPIC, topic);
  }
}
