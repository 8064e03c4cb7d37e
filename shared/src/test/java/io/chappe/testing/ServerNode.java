package io.chappe.testing;

/** One Kafka server of a {@link TestCluster}: it can be started again after each kind of end. */
interface ServerNode {
  /** Starts it and returns at once or when it runs; readiness is the cluster's business. */
  void start();

  /** Shuts it down as an administrator would, and waits for the end. */
  void stop();

  /** Ends it on the spot, with no chance to say goodbye. */
  void kill();

  /** Freezes it: connections stay open, nothing answers. */
  void pause();

  /** Undoes {@link #pause()}. */
  void resume();

  /** Whether it was started and has not ended, of itself or otherwise. */
  boolean isRunning();

  /** The last lines of its log, for the message of a failure; empty if there is none. */
  String logTail();
}
