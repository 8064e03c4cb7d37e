package io.chappe.checkpoint.cluster;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * Which topics are there now. A name alone can't tell: a topic may be deleted and created again.
 */
public final class TopicIds {
  private TopicIds() {}

  /** Ids by name; what isn't there is left out. */
  public static ClusterAnswers<String, Uuid> of(Admin cluster, Collection<String> topics)
      throws ExecutionException, InterruptedException {
    ClusterAnswers<String, Optional<Uuid>> told = told(cluster, topics);
    Map<String, Uuid> ids = new HashMap<>();
    told.values().forEach((topic, id) -> id.ifPresent(each -> ids.put(topic, each)));
    return new ClusterAnswers<>(ids, told.errors());
  }

  /** Ids by name; empty for a topic that isn't there, as the cluster said. */
  public static ClusterAnswers<String, Optional<Uuid>> told(
      Admin cluster, Collection<String> topics) throws ExecutionException, InterruptedException {
    if (topics.isEmpty()) {
      return new ClusterAnswers<>(Map.of(), Map.of());
    }
    ClusterAnswers<String, TopicDescription> described =
        ClusterAnswers.await(cluster.describeTopics(topics).topicNameValues());
    Map<String, Optional<Uuid>> ids = new HashMap<>();
    described
        .values()
        .forEach((topic, description) -> ids.put(topic, Optional.of(description.topicId())));
    described
        .errors()
        .forEach(
            (topic, error) -> {
              if (error instanceof UnknownTopicOrPartitionException) {
                ids.put(topic, Optional.empty());
              }
            });
    return new ClusterAnswers<>(
        ids, described.ignoring(UnknownTopicOrPartitionException.class::isInstance).errors());
  }
}
