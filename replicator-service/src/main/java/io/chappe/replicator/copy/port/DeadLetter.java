package io.chappe.replicator.copy.port;

import io.chappe.failure.Reason;
import org.apache.kafka.common.TopicPartition;

/**
 * A record that can't be copied.
 *
 * @param source where it is
 * @param content what is in it, in memory of its own
 * @param stage in which step it failed
 * @param reason why
 * @param message why, for people
 */
public record DeadLetter(
    TopicPartition source,
    RecordChange.Content content,
    Stage stage,
    Reason reason,
    String message) {
  /** Where on its way a record fails. */
  public enum Stage {
    /** A transformation of the flow failed on it. */
    TRANSFORMATION,
    /** The target doesn't take it. */
    TARGET
  }
}
