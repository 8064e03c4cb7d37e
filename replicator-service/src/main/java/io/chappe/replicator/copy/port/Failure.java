package io.chappe.replicator.copy.port;

import java.util.List;

/**
 * An expected failure, as a value: what to do about it, a reason fit for a metric tag, and a
 * sentence for people.
 *
 * <p>{@code reason} is Kafka's own error name where there is one ({@code NOT_LEADER_OR_FOLLOWER}),
 * else a name of ours in the same form.
 */
public sealed interface Failure {
  /** Short, stable name in upper case: metric tag, status text and log key. */
  String reason();

  /** What happened, for people. */
  String message();

  /** Passes by itself: take the partition over again after a pause. */
  record Retry(String reason, String message) implements Failure {}

  /** Someone else has taken the partition over. Not to be fought over: ownership decides. */
  record Fenced(String reason, String message) implements Failure {}

  /**
   * The target doesn't take a batch for what is in it.
   *
   * @param records which records of the batch are at fault, from 0; empty if that isn't known
   */
  record Refused(String reason, String message, List<Integer> records) implements Failure {}

  /** Can't pass without somebody's help: this partition stops, others go on. */
  record StopPartition(String reason, String message) implements Failure {}

  /**
   * Somebody else writes to a target that is declared exclusive. The map has been corrected;
   * copying goes on once, and stops if it happens again soon.
   */
  record ForeignWrites(String message) implements Failure {
    @Override
    public String reason() {
      return "FOREIGN_WRITES";
    }
  }
}
