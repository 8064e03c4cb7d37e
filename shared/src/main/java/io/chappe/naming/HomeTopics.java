package io.chappe.naming;

/** Chappe's own topics on the home cluster: compacted, of one partition. */
public final class HomeTopics {
  /** Overrides of the configuration; key: flow, cluster or {@code *}; value: a JSON object. */
  public static final String CONFIG = "chappe.config.internal";

  /** What each instance tells of itself. */
  public static final String STATUS = "chappe.status.internal";

  private HomeTopics() {}
}
