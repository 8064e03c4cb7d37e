package io.chappe.service;

import java.util.Map;

/**
 * How one flow is doing in this instance.
 *
 * @param state the state
 * @param lastError the newest problem, in words fit for an operator; empty if there was none. It
 *     stays after a recovery: the state says whether it still holds
 * @param details whatever else the service wants to show, by name
 */
public record FlowStatus(State state, String lastError, Map<String, String> details) {
  public FlowStatus {
    details = Map.copyOf(details);
  }

  /** In the order of concern. */
  public enum State {
    /** Everything that was tried last has worked. */
    RUNNING,
    /** Nothing has worked or failed yet. */
    STARTING,
    /** Something does not work now; the rest goes on and the service keeps trying. */
    DEGRADED
  }
}
