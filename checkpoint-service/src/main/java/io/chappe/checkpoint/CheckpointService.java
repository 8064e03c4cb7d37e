package io.chappe.checkpoint;

import io.chappe.checkpoint.query.FlowQueries;
import io.chappe.checkpoint.query.FlowQuery;
import io.chappe.config.ChappeConfig;
import io.chappe.config.FlowConfig;
import io.chappe.control.Progress;
import io.chappe.naming.FlowId;
import io.chappe.service.FlowService;
import io.chappe.service.LoopWatch;
import io.chappe.service.RunningFlows;
import io.chappe.status.FlowStatus;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * Checkpoints as a service: for each flow that is enabled its translations, and a loop if it emits
 * checkpoints.
 */
@Singleton
public class CheckpointService implements FlowService, FlowQueries {
  private final ChappeConfig configuration;
  private final RunningFlows<FlowCheckpoints> flows;

  CheckpointService(ChappeConfig configuration, MeterRegistry meters, LoopWatch watch) {
    this.configuration = configuration;
    this.flows = new RunningFlows<>(flow -> new FlowCheckpoints(flow, meters, watch));
  }

  @Override
  public Collection<FlowQuery> queries() {
    return flows.each(FlowCheckpoints::query).values();
  }

  @Override
  public void start() {
    flows.start(enabled(configuration));
  }

  @Override
  public void apply(ChappeConfig next) {
    flows.apply(enabled(next));
  }

  @Override
  public Progress progress() {
    return flows.progress();
  }

  private static List<FlowConfig> enabled(ChappeConfig config) {
    return config.flows().stream().filter(FlowConfig::enabled).toList();
  }

  @Override
  public Map<FlowId, FlowStatus> statuses() {
    return flows.each(FlowCheckpoints::status);
  }

  @Override
  public void close() {
    flows.close();
  }
}
