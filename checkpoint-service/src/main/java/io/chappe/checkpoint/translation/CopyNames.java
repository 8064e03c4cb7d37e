package io.chappe.checkpoint.translation;

import io.chappe.naming.TopicNaming;
import io.chappe.offsetmap.SourcePartition;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;

/** Which remote partition is the copy of which source partition. For one thread. */
public final class CopyNames {
  private final TopicNaming naming;
  private final Map<SourcePartition, TopicPartition> copies = new HashMap<>();
  private final Map<TopicPartition, SourcePartition> sources = new HashMap<>();

  /**
   * @param naming the flow's names
   * @param mapped the partitions in the offset map, which alone tell of topics that were renamed
   */
  public CopyNames(TopicNaming naming, Collection<SourcePartition> mapped) {
    this.naming = naming;
    mapped.forEach(this::copyOf);
  }

  /** The copy of a source partition, whether or not it is there. */
  public TopicPartition copyOf(SourcePartition source) {
    TopicPartition known = copies.get(source);
    if (known != null) {
      return known;
    }
    TopicPartition copy =
        new TopicPartition(naming.remoteTopic(source.topic()), source.partition());
    copies.put(source, copy);
    sources.putIfAbsent(copy, source);
    return copy;
  }

  /** What a partition of the target is the copy of; empty if it is none by its name. */
  public Optional<SourcePartition> sourceOf(TopicPartition copy) {
    SourcePartition known = sources.get(copy);
    if (known != null) {
      return Optional.of(known);
    }
    String topic = naming.policy().upstreamTopic(copy.topic());
    if (topic == null || !naming.remoteTopic(topic).equals(copy.topic())) {
      return Optional.empty();
    }
    SourcePartition source = new SourcePartition(topic, copy.partition());
    copyOf(source);
    return Optional.of(source);
  }
}
