package io.chappe.offsetmap;

import java.util.Objects;

/**
 * A partition of a source topic, by the names it has on the source.
 *
 * @param topic the topic's name on the source cluster
 * @param partition at least 0
 */
public record SourcePartition(String topic, int partition) {
  public SourcePartition {
    Objects.requireNonNull(topic, "topic");
  }

  @Override
  public String toString() {
    return topic + "-" + partition;
  }
}
