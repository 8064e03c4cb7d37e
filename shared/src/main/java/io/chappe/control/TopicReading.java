package io.chappe.control;

import java.util.List;

/**
 * Records of {@code chappe.config.internal} that were read together.
 *
 * @param topicId of the topic they stand in: another one if the topic was deleted and created again
 *     or the cluster set up anew; empty if nobody knows
 * @param complete whether it is all that the topic holds, from its beginning
 * @param records in the order of their offsets, at least the newest of each key
 */
public record TopicReading(String topicId, boolean complete, List<Entry> records) {
  public TopicReading {
    records = List.copyOf(records);
  }

  /**
   * A record.
   *
   * @param key null in a record without one, which is refused like other keys that are none
   * @param json null to remove the key's override. May hold secrets
   * @param by who wrote it, as {@link WrittenBy#of} says
   */
  public record Entry(long offset, String key, String json, String by) {
    @Override
    public String toString() {
      return "Entry[" + offset + "]";
    }
  }

  long newestOffset() {
    return records.stream().mapToLong(Entry::offset).max().orElse(-1);
  }
}
