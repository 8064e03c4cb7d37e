package io.chappe.replicator.topics.creation;

import io.chappe.replicator.topics.catalog.RemoteTopic;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.Uuid;

/**
 * What this process has seen of a flow's offset-map topic, so that it notices if the topic is
 * deleted or grows. Thread-safe.
 */
public final class MapTopicMemory {
  private final Set<Uuid> deleted = new HashSet<>();
  private RemoteTopic first;

  /** The topic as it was first seen, or created. */
  synchronized Optional<RemoteTopic> known() {
    return Optional.ofNullable(first);
  }

  /**
   * Notes the topic as it is now.
   *
   * @return whether it is another one than before, so that the one before is gone
   */
  synchronized boolean replacedBy(RemoteTopic topic) {
    if (first == null) {
      first = topic;
      return false;
    }
    // A broker that lags behind may still answer with one that is known to be gone.
    if (topic.id().equals(first.id()) || deleted.contains(topic.id())) {
      return false;
    }
    deleted.add(first.id());
    first = topic;
    return true;
  }
}
