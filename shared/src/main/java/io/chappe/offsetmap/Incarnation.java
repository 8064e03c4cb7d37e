package io.chappe.offsetmap;

import java.util.Objects;
import org.apache.kafka.common.Uuid;

/**
 * The pair of topics that a map is about. A topic that is deleted and created again under its name
 * has another id: what was known about its offsets is void, and a new incarnation of the map
 * begins.
 *
 * <p>Clusters before Kafka 2.8 give topics no id, and those that are upgraded give them one later.
 * So {@link Uuid#ZERO_UUID} stands for an id that isn't known, and contradicts no other.
 *
 * @param sourceTopicId id of the topic that is read
 * @param targetTopicId id of the topic that is written
 */
public record Incarnation(Uuid sourceTopicId, Uuid targetTopicId) {
  public Incarnation {
    Objects.requireNonNull(sourceTopicId, "sourceTopicId");
    Objects.requireNonNull(targetTopicId, "targetTopicId");
  }

  /** Whether nothing says that the topics are others: no id that both know differs. */
  public boolean isSameAs(Incarnation other) {
    return isSame(sourceTopicId, other.sourceTopicId) && isSame(targetTopicId, other.targetTopicId);
  }

  /** Whether two ids of a name may be of one topic: they are equal, or one isn't known. */
  public static boolean isSame(Uuid one, Uuid other) {
    return one.equals(other) || !isKnown(one) || !isKnown(other);
  }

  /** Whether an id tells topics apart. */
  public static boolean isKnown(Uuid id) {
    return !id.equals(Uuid.ZERO_UUID);
  }

  /** This, with the ids that only {@code other} knows: an id that was seen once stays known. */
  public Incarnation completedBy(Incarnation other) {
    return new Incarnation(
        isKnown(sourceTopicId) ? sourceTopicId : other.sourceTopicId,
        isKnown(targetTopicId) ? targetTopicId : other.targetTopicId);
  }
}
