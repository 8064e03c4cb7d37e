package io.chappe.service;

import io.chappe.config.FlowId;
import java.util.Map;

/**
 * What one of the services does, from start to stop. Each service module has exactly one bean of
 * this type; its constructor takes the configuration and stores it, and does nothing else.
 */
public interface FlowService {

  /**
   * Starts the loops and returns at once: it never waits for a broker, so that a cluster that is
   * away delays neither the start nor the health checks.
   */
  void start();

  /** The present state of every flow that this instance works on. Cheap; never asks a broker. */
  Map<FlowId, FlowStatus> statuses();

  /**
   * Stops the loops and closes their clients. Called once, also when {@link #start} failed half
   * way; has {@link ServiceLifecycle#CLOSE_LIMIT} before the process ends without it.
   */
  void close();
}
