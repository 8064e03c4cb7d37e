package io.chappe.replicator.copy.port;

import org.apache.kafka.common.TopicPartition;

/**
 * A record that can't be copied.
 *
 * @param source where it is
 * @param content what is in it, in memory of its own
 * @param stage in which step it failed
 * @param reason why, as {@link Failure#reason}
 * @param message why, for people
 */
public record DeadLetter(
    TopicPartition source,
    RecordChange.Content content,
    Stage stage,
    String reason,
    String message) {
  /** Where on its way a record fails. */
  public enum Stage {
    /** A transformation of the flow failed on it. */
    TRANSFORMATION,
    /** The target doesn't take it. */
    TARGET
  }
}
