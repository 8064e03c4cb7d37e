package io.chappe.replicator;

import io.chappe.config.ChappeConfig;
import io.chappe.config.FlowConfig;
import io.chappe.control.Progress;
import io.chappe.naming.FlowId;
import io.chappe.replicator.topics.RemoteNames;
import io.chappe.service.FlowService;
import io.chappe.service.LoopWatch;
import io.chappe.service.RunningFlows;
import io.chappe.status.FlowReport;
import io.chappe.status.FlowStatus;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;

/** Replication as a service: one {@link FlowReplicator} for each enabled flow. */
@Singleton
public class ReplicatorService implements FlowService {
  private final ChappeConfig configuration;
  private final ClusterAliases aliases = new ClusterAliases();
  private final RemoteNames names = new RemoteNames();
  private final RunningFlows<FlowReplicator> flows;

  ReplicatorService(ChappeConfig configuration, MeterRegistry meters, LoopWatch loops) {
    this.configuration = configuration;
    this.flows =
        new RunningFlows<>(
            flow ->
                new FlowReplicator(
                    flow,
                    new FlowMeters(flow.id(), meters, flow.copy().topicSeries()),
                    aliases,
                    names,
                    loops));
  }

  @Override
  public void start() {
    flows.start(enabled(configuration));
  }

  @Override
  public void apply(ChappeConfig next) {
    aliases.retain(next.clusters().keySet());
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
    return flows.each(FlowReplicator::status);
  }

  @Override
  public Map<FlowId, FlowStatus.State> states() {
    return flows.each(FlowReplicator::state);
  }

  @Override
  public Map<FlowId, FlowReport> reports() {
    return flows.each(FlowReplicator::report);
  }

  @Override
  public void close() {
    flows.close();
  }
}
