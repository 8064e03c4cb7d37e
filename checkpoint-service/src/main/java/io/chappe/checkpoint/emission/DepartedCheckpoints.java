package io.chappe.checkpoint.emission;

import io.chappe.records.CheckpointKey;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.kafka.common.TopicPartition;

/**
 * What is still known of checkpoints that are gone: an administrator may have deleted a group on
 * the source to read everything again, while it stands on the target where it was. For one thread.
 */
public final class DepartedCheckpoints {
  private final Map<String, Map<TopicPartition, Long>> agreed = new HashMap<>();

  /** Whether something is known of a group. */
  public boolean knows(String group) {
    return agreed.containsKey(group);
  }

  /** The checkpoints that are gone, and something is known of. */
  public Set<CheckpointKey> keys() {
    Set<CheckpointKey> keys = new HashSet<>();
    agreed.forEach(
        (group, ofGroup) ->
            ofGroup.keySet().forEach(copy -> keys.add(new CheckpointKey(group, copy))));
    return keys;
  }

  /** Where both sides had agreed when the checkpoint went. */
  OptionalLong agreed(CheckpointKey key) {
    Long offset = agreed.getOrDefault(key.group(), Map.of()).get(key.partition());
    return offset == null || offset < 0 ? OptionalLong.empty() : OptionalLong.of(offset);
  }

  void put(CheckpointKey key, long offset) {
    agreed.computeIfAbsent(key.group(), group -> new HashMap<>()).put(key.partition(), offset);
  }

  void remove(CheckpointKey key) {
    Map<TopicPartition, Long> ofGroup = agreed.get(key.group());
    if (ofGroup != null) {
      ofGroup.remove(key.partition());
      if (ofGroup.isEmpty()) {
        agreed.remove(key.group());
      }
    }
  }

  void keep(Predicate<String> groups) {
    agreed.keySet().removeIf(groups.negate());
  }

  void clear() {
    agreed.clear();
  }
}
