package io.chappe.offsetmap;

import java.util.Objects;
import org.apache.kafka.common.Uuid;

/**
 * The pair of topics that a map is about. A topic that is deleted and created again under its name
 * has another id: what was known about its offsets is void, and a new incarnation of the map
 * begins.
 *
 * @param sourceTopicId id of the topic that is read
 * @param targetTopicId id of the topic that is written
 */
public record Incarnation(Uuid sourceTopicId, Uuid targetTopicId) {
  public Incarnation {
    Objects.requireNonNull(sourceTopicId, "sourceTopicId");
    Objects.requireNonNull(targetTopicId, "targetTopicId");
  }
}
