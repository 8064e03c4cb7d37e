package io.chappe.replicator.topics.catalog;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;

/**
 * What is replicated, as last seen. Immutable.
 *
 * @param topics every replicated source topic, by its name
 * @param remotes the remote topics known to exist, by the name of the source topic. A source topic
 *     without one here can't be copied yet
 * @param absent the source topics that have no remote topic, and can't be given one now; one whose
 *     remote topic may be there, unseen, isn't among them
 */
public record Catalog(
    Map<String, SourceTopic> topics, Map<String, RemoteTopic> remotes, Set<String> absent) {
  /** Nothing is known yet. */
  public static final Catalog EMPTY = new Catalog(Map.of(), Map.of(), Set.of());

  public Catalog {
    topics = Map.copyOf(topics);
    remotes = Map.copyOf(remotes);
    absent = Set.copyOf(absent);
  }

  /** Numbers of partitions by source topic. */
  public Map<String, Integer> partitions() {
    return topics.values().stream()
        .collect(Collectors.toMap(SourceTopic::name, SourceTopic::partitions));
  }

  /**
   * Whether it is known that there is nothing on the target that a source partition is copied to.
   */
  public boolean isAbsent(TopicPartition source) {
    RemoteTopic remote = remotes.get(source.topic());
    return remote == null
        ? absent.contains(source.topic())
        : source.partition() >= remote.partitions();
  }

  /** The remote topic for a source partition, if it exists and is large enough to take it. */
  public Optional<RemoteTopic> remoteFor(TopicPartition source) {
    return Optional.ofNullable(remotes.get(source.topic()))
        .filter(remote -> source.partition() < remote.partitions());
  }
}
