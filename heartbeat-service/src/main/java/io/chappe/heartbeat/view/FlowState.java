package io.chappe.heartbeat.view;

import com.fasterxml.jackson.annotation.JsonValue;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.Locale;

/** How a flow, or all of them, do. In the order of concern. */
@RegisterForReflection
public enum FlowState {
  /** All is copied as it comes. */
  RUNNING,
  /** Nothing has worked or failed yet. */
  STARTING,
  /** Held by configuration. */
  PAUSED,
  /** What is copied is old: {@link FlowView#LAGGING_SECONDS}. */
  LAGGING,
  /** Something doesn't work. */
  UNWELL,
  /** No replicator says that it works on it. */
  UNATTENDED,
  /** The home cluster, through which instances tell of themselves, can't be read. */
  UNKNOWN;

  /** As it is shown. */
  @JsonValue
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
