package io.chappe.service;

import io.chappe.config.FlowConfig;

/** What a service runs for one flow. */
public interface RunningFlow extends AutoCloseable {

  /** Starts it, once; returns at once. */
  void start();

  /**
   * Goes over to another configuration, if that can be done while it runs.
   *
   * @return false if it can't, and nothing was done: then it is closed and another one is started
   */
  boolean change(FlowConfig before, FlowConfig next);

  /** Ends it, and waits for that for some seconds at most. */
  @Override
  void close();
}
