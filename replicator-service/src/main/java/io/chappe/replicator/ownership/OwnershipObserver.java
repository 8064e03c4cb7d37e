package io.chappe.replicator.ownership;

import io.chappe.failure.Failure;

/** Sees what happens to the membership: for metrics. Called on the flow's owner thread. */
public interface OwnershipObserver {
  /** Sees nothing. */
  OwnershipObserver NONE = new OwnershipObserver() {};

  /** The number of owned partitions changed to {@code partitions}. */
  default void owned(int partitions) {}

  /** Partitions were lost: the group or a long suspension took them, without a drain. */
  default void lost(int partitions) {}

  /** Something failed and will be tried again. */
  default void failed(Failure failure) {}
}
