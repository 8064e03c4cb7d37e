package io.chappe.replicator.copy.port;

import io.chappe.failure.Failure;
import io.chappe.offsetmap.Incarnation;
import org.apache.kafka.common.TopicPartition;

/**
 * Hears what happens to the partitions of a flow. Called on the thread of the copy loop; must not
 * block.
 */
public interface CopyObserver {
  /**
   * A batch is durable on the target.
   *
   * @param latencyMs milliseconds since the batch's largest timestamp
   */
  void copied(TopicPartition source, int records, int bytes, long latencyMs);

  /** A partition was taken over and is about to be copied. */
  void takenOver(TopicPartition source, long upstream, long downstream);

  /**
   * A takeover goes on for long; nothing has failed.
   *
   * @param waitingFor what it waits for, in words
   */
  default void slowTakeover(TopicPartition source, String waitingFor) {}

  /** A partition's copy was interrupted; what is done about it follows from the kind of failure. */
  void interrupted(TopicPartition source, long upstream, Failure failure);

  /**
   * A record that can't be copied is durable in the dead-letter topic, and left out of the copy.
   */
  default void buried(DeadLetter letter) {}

  /**
   * The source deleted records before they were copied: those from one upstream offset to below
   * another.
   */
  void lostOnSource(TopicPartition source, long from, long to);

  /**
   * The source topic, the remote topic or both were deleted and created again since the partition
   * was copied last: all that the source has now is copied.
   */
  default void createdAgain(TopicPartition source, Incarnation before, Incarnation now) {}

  /**
   * The source lost the tail of what was copied, and writes those offsets anew.
   *
   * @param copied upstream offset up to which was copied
   * @param agreed upstream offset from which the source's log is another now
   */
  void truncatedOnSource(TopicPartition source, long copied, long agreed);
}
