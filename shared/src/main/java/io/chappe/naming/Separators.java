package io.chappe.naming;

import java.util.Map;
import java.util.Objects;
import org.apache.kafka.connect.mirror.DefaultReplicationPolicy;

/**
 * What stands between the parts of a topic's name.
 *
 * @param separator {@code replication.policy.separator}, not empty
 * @param inInternalTopics whether the names of checkpoints, offset-syncs and offset-map topics have
 *     it too (KIP-949); a dot stands there otherwise
 */
public record Separators(String separator, boolean inInternalTopics) {
  /** MM2's default: a dot everywhere. */
  public static final Separators DOT = new Separators(".", true);

  public Separators {
    Objects.requireNonNull(separator, "separator");
    if (separator.isEmpty()) {
      throw new IllegalArgumentException("the separator must not be empty");
    }
  }

  /** As MM2's policies want to be configured. They log each setting, so a dot is left to them. */
  Map<String, String> toProperties() {
    if (separator.equals(DOT.separator)) {
      return Map.of();
    }
    return Map.of(
        DefaultReplicationPolicy.SEPARATOR_CONFIG,
        separator,
        DefaultReplicationPolicy.INTERNAL_TOPIC_SEPARATOR_ENABLED_CONFIG,
        Boolean.toString(inInternalTopics));
  }

  @Override
  public String toString() {
    return "separator " + separator + (inInternalTopics ? "" : ", a dot in internal topics");
  }
}
