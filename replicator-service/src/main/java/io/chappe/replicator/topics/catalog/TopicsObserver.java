package io.chappe.replicator.topics.catalog;

import io.chappe.failure.Failure;

/**
 * Sees what is done to topics and what fails: for metrics. Called on the flow's topics thread.
 * Failures are counted each time they happen, although each is logged only once.
 */
public interface TopicsObserver {
  /** Sees nothing. */
  TopicsObserver NONE = new TopicsObserver() {};

  /** The source was looked at: so many topics and partitions are replicated. */
  default void discovered(int topics, int partitions) {}

  /** A remote topic was created. */
  default void created(RemoteTopic topic) {}

  /** A remote topic got more partitions. */
  default void grown(RemoteTopic topic, int before) {}

  /** So many properties of a remote topic were set or removed. */
  default void configured(String remoteTopic, int properties) {}

  /** Something failed for one topic. */
  default void failed(Failure failure, String topic) {}

  /** A cluster told its id. */
  default void reached(String alias, String clusterId) {}

  /** Source and target are one cluster: nothing is copied. */
  default void clustersAreOne() {}

  /** A cluster as a whole did not answer as it should. */
  default void clusterFailed(String alias, Failure failure) {}
}
