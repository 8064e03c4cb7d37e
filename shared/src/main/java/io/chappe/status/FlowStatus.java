package io.chappe.status;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * How one flow is doing in this instance.
 *
 * @param state the state
 * @param lastError all that fails now, in words fit for an operator; after a recovery the newest
 *     problem there was; empty if there was none
 * @param failures what fails now, by what it is about, such as {@code cluster eu}; not those of
 *     single partitions
 * @param details whatever else the service wants to show, by name, sorted
 */
public record FlowStatus(
    State state,
    String lastError,
    Map<String, FailureWords> failures,
    Map<String, String> details) {
  public FlowStatus {
    failures = Collections.unmodifiableMap(new TreeMap<>(failures));
    details = Collections.unmodifiableMap(new TreeMap<>(details));
  }

  /** Of a flow of which nothing fails. */
  public FlowStatus(State state, String lastError, Map<String, String> details) {
    this(state, lastError, Map.of(), details);
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
