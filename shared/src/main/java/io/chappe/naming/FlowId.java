package io.chappe.naming;

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

  /** The form used in configuration keys, logs and metrics: {@code us->eu}. */
  @Override
  public String toString() {
    return source + "->" + target;
  }
}
