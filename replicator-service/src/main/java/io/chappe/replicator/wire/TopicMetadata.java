package io.chappe.replicator.wire;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.Set;
import org.apache.kafka.clients.Metadata;
import org.apache.kafka.common.internals.ClusterResourceListeners;
import org.apache.kafka.common.requests.MetadataRequest;
import org.apache.kafka.common.utils.LogContext;

/**
 * Cluster metadata of the topics that the data path works with. Never creates a topic by asking for
 * it.
 */
final class TopicMetadata extends Metadata {
  private final Set<String> topics = new HashSet<>();

  TopicMetadata(long backoffMs, long backoffMaxMs, long maxAgeMs, LogContext logContext) {
    super(backoffMs, backoffMaxMs, maxAgeMs, logContext, new ClusterResourceListeners());
  }

  synchronized void add(String topic) {
    if (topics.add(topic)) {
      requestUpdateForNewTopics();
    }
  }

  synchronized void remove(String topic) {
    topics.remove(topic);
  }

  @Override
  protected synchronized MetadataRequest.Builder newMetadataRequestBuilder() {
    return MetadataRequest.Builder.forTopicNames(new ArrayList<>(topics), false);
  }

  @Override
  protected synchronized boolean retainTopic(String topic, boolean isInternal, long nowMs) {
    return topics.contains(topic);
  }
}
