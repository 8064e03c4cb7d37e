package io.chappe.checkpoint.query;

import java.util.Collection;

/** The flows that can be asked. */
public interface FlowQueries {
  /** Those of this instance, at this moment. */
  Collection<FlowQuery> queries();
}
