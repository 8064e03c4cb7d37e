package io.chappe.checkpoint;

import io.chappe.checkpoint.Steps.StepFailedException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * What some groups have committed on the target, as it is when first asked for; in a round each
 * group is asked for once. For one thread.
 */
final class TargetOffsets {
  private final Look look;
  private final Map<String, Map<TopicPartition, OffsetAndMetadata>> known = new HashMap<>();
  private final Set<String> asked = new HashSet<>();

  /** Asks the target. */
  interface Look {
    /** What groups have committed; those that failed are left out. */
    Map<String, Map<TopicPartition, OffsetAndMetadata>> at(List<String> groups)
        throws StepFailedException, InterruptedException;
  }

  TargetOffsets(Look look) {
    this.look = look;
  }

  /** Reads what isn't known yet of some groups. */
  void read(Collection<String> groups) throws StepFailedException, InterruptedException {
    List<String> missing = groups.stream().filter(asked::add).toList();
    if (!missing.isEmpty()) {
      known.putAll(look.at(missing));
    }
  }

  /** What is known by now, by group. */
  Map<String, Map<TopicPartition, OffsetAndMetadata>> known() {
    return known;
  }

  /** Whether it is known what a group has committed. */
  boolean knows(String group) {
    return known.containsKey(group);
  }

  /** Whether a group is known to have committed anything. */
  boolean hasAny(String group) {
    return !known.getOrDefault(group, Map.of()).isEmpty();
  }

  /** What a group has committed for a partition, as far as is known. */
  OptionalLong of(String group, TopicPartition partition) {
    OffsetAndMetadata offset = known.getOrDefault(group, Map.of()).get(partition);
    return offset == null ? OptionalLong.empty() : OptionalLong.of(offset.offset());
  }
}
