package io.chappe.lag;

import io.chappe.naming.FlowId;

/** The consumer group on the source to which a flow's replicators belong, with their positions. */
public final class PositionGroup {
  private PositionGroup() {}

  /** Its id: {@code chappe.<source>-><target>}. */
  public static String of(FlowId flow) {
    return "chappe." + flow;
  }
}
