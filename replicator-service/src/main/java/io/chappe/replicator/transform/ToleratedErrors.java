package io.chappe.replicator.transform;

import org.apache.kafka.common.TopicPartition;

/** Hears of records that are left out because a transformation failed on them. */
@FunctionalInterface
public interface ToleratedErrors {
  /** Called for each, on the thread of the copy loop. */
  void leftOut(TopicPartition source, long offset, String reason);
}
