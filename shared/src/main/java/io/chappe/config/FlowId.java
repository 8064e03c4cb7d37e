package io.chappe.config;

import java.util.Objects;

/**
 * One direction of replication: from one cluster to another, each named by its alias.
 *
 * @param source alias of the cluster that is read
 * @param target alias of the cluster that is written
 */
public record FlowId(String source, String target) {
  public FlowId {
    Objects.requireNonNull(source, "source");
    Objects.requireNonNull(target, "target");
  }

  /** The consumer group on the source that shares out partitions among the flow's replicators. */
  public String replicatorGroup() {
    return "chappe." + this;
  }

  /** The form used in configuration keys, logs and metrics: {@code us->eu}. */
  @Override
  public String toString() {
    return source + "->" + target;
  }
}
