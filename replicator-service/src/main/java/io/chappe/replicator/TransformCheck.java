package io.chappe.replicator;

import io.chappe.config.ChappeConfig;
import io.chappe.replicator.transform.FlowRecords;
import io.chappe.service.ConfigCheck;
import jakarta.inject.Singleton;

/** Whether the transformations of all flows take their configuration. */
@Singleton
public class TransformCheck implements ConfigCheck {

  @Override
  public void check(ChappeConfig config) {
    config.flows().forEach(flow -> new FlowRecords(flow, (source, offset, reason) -> {}).close());
  }
}
