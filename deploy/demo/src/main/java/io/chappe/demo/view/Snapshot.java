package io.chappe.demo.view;

import io.chappe.naming.FlowId;
import java.util.List;
import java.util.SortedMap;

/**
 * Everything that is shown, at one moment. Numbers that aren't known are NaN.
 *
 * @param flows by name
 * @param topics the busiest first
 * @param services in the order given
 * @param problems what is wrong, one line each; empty when nothing is
 */
record Snapshot(
    List<FlowRow> flows, List<TopicRow> topics, List<ServiceRow> services, List<String> problems) {

  /**
   * What moves, over the last seconds.
   *
   * @param recordsPerSecond records copied
   * @param bytesPerSecond bytes copied
   * @param lag records on the source that aren't yet on the target
   * @param latency from a batch's newest timestamp to its acknowledgement by the target, seconds
   */
  record Traffic(double recordsPerSecond, double bytesPerSecond, double lag, Quantiles latency) {}

  /**
   * One flow.
   *
   * @param flow source and target
   * @param state what the services say of it, the worst first; empty when none says anything
   * @param partitions number of partitions by state
   * @param traffic of all its topics
   * @param heartbeatAge seconds since the newest heartbeat that has arrived was sent
   * @param groups consumer groups with checkpoints
   * @param checkpointAge seconds since the last successful round of checkpoints
   */
  record FlowRow(
      FlowId flow,
      String state,
      SortedMap<String, Integer> partitions,
      Traffic traffic,
      double heartbeatAge,
      double groups,
      double checkpointAge) {}

  /** One topic of one flow, by its name on the source. */
  record TopicRow(FlowId flow, String topic, Traffic traffic) {}

  /**
   * One service.
   *
   * @param endpoint which
   * @param health as it says itself
   * @param memory resident bytes
   * @param processorShare of the machine's processors, 0 to 1
   * @param uptime seconds
   */
  record ServiceRow(
      Endpoint endpoint, String health, double memory, double processorShare, double uptime) {}
}
