package io.chappe.heartbeat.view;

import io.chappe.config.FlowConfig;
import io.chappe.config.FlowId;
import io.chappe.heartbeat.lag.LagFigures;
import io.chappe.service.FlowStatus;
import io.chappe.status.FlowReport;
import io.chappe.status.InstanceStatus;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A flow as all instances together see it.
 *
 * @param flow {@code us->eu}
 * @param source alias of its source
 * @param target alias of its target
 * @param state how it does
 * @param paused whether it is paused by configuration
 * @param recordsPerSecond copied, by all instances
 * @param bytesPerSecond the same, as stored
 * @param lagRecords records that would be lost if the source vanished now
 * @param lagSeconds seconds that would be lost
 * @param partitions how many partitions are in each state
 * @param topics how many topics are copied, as far as they are told
 * @param unwell the first of the partitions that don't get on
 * @param owners the replicators that work on it
 * @param errors what fails, and what failed last
 * @param details what each service says besides, by service
 */
@RegisterForReflection
@Schema(description = "A flow as all instances together see it.")
public record FlowView(
    String flow,
    String source,
    String target,
    FlowState state,
    boolean paused,
    double recordsPerSecond,
    double bytesPerSecond,
    @Schema(description = "Records that would be lost if the source vanished now.") long lagRecords,
    @Schema(description = "Seconds that would be lost if the source vanished now.")
        double lagSeconds,
    @Schema(description = "How many partitions are in each state.") Map<String, Integer> partitions,
    int topics,
    List<UnwellPartition> unwell,
    List<Owner> owners,
    List<Trouble> errors,
    Map<String, Map<String, String>> details) {
  /** A flow whose newest copied record is older than that lags, as long as there are newer ones. */
  public static final double LAGGING_SECONDS = 10;

  static final String REPLICATOR = "replicator-service";

  /** A partition that doesn't get on, and why. */
  @RegisterForReflection
  public record UnwellPartition(String partition, String state, String reason) {}

  /** An instance, and how many partitions of the flow it has. */
  @RegisterForReflection
  public record Owner(String instance, int partitions) {}

  private record Report(InstanceStatus instance, FlowReport report) {}

  /**
   * Sums up what the instances tell.
   *
   * @param configured the flow's configuration, if it is known here
   */
  static FlowView of(FlowId id, Optional<FlowConfig> configured, List<InstanceStatus> instances) {
    List<Report> all = new ArrayList<>();
    for (InstanceStatus each : instances) {
      Optional.ofNullable(each.flows().get(id)).ifPresent(r -> all.add(new Report(each, r)));
    }
    List<Report> copying =
        all.stream().filter(each -> each.instance().service().equals(REPLICATOR)).toList();
    boolean paused =
        configured.isPresent()
            ? configured.get().copy().paused()
            : copying.stream().anyMatch(each -> each.report().paused());
    double lagSeconds =
        copying.stream().mapToDouble(each -> each.report().lagSeconds()).max().orElse(0);
    return new FlowView(
        id.toString(),
        id.source(),
        id.target(),
        state(all, copying, paused, lagSeconds),
        paused,
        copying.stream().mapToDouble(each -> each.report().recordsPerSecond()).sum(),
        copying.stream().mapToDouble(each -> each.report().bytesPerSecond()).sum(),
        copying.stream().mapToLong(each -> each.report().lagRecords()).sum(),
        lagSeconds,
        partitions(copying),
        (int)
            copying.stream()
                .flatMap(each -> each.report().topics().stream())
                .map(FlowReport.TopicReport::topic)
                .distinct()
                .count(),
        copying.stream()
            .flatMap(each -> each.report().unwell().stream())
            .map(each -> new UnwellPartition(each.partition(), each.state(), each.reason()))
            .toList(),
        copying.stream().map(FlowView::owner).toList(),
        all.stream()
            .filter(each -> !each.report().lastError().isEmpty())
            .map(each -> trouble(id, each))
            .toList(),
        details(all));
  }

  /** The same with what the source itself says of the lag: nobody else does. */
  FlowView behind(LagFigures measured) {
    return new FlowView(
        flow,
        source,
        target,
        state,
        paused,
        recordsPerSecond,
        bytesPerSecond,
        measured.sum().records().orElse(0),
        measured.sum().seconds().orElse(0),
        partitions,
        topics,
        unwell,
        owners,
        errors,
        details);
  }

  private static FlowState state(
      List<Report> all, List<Report> copying, boolean paused, double lagSeconds) {
    if (copying.isEmpty()) {
      return FlowState.UNATTENDED;
    }
    if (all.stream().anyMatch(each -> is(each, FlowStatus.State.DEGRADED))) {
      return FlowState.UNWELL;
    }
    if (paused) {
      return FlowState.PAUSED;
    }
    if (lagSeconds > LAGGING_SECONDS) {
      return FlowState.LAGGING;
    }
    return copying.stream().allMatch(each -> is(each, FlowStatus.State.STARTING))
        ? FlowState.STARTING
        : FlowState.RUNNING;
  }

  private static boolean is(Report each, FlowStatus.State state) {
    return each.report().state() == state;
  }

  private static Map<String, Integer> partitions(List<Report> copying) {
    Map<String, Integer> sums = new TreeMap<>();
    copying.forEach(
        each ->
            each.report()
                .partitions()
                .forEach((state, count) -> sums.merge(state, count, Integer::sum)));
    return sums;
  }

  private static Owner owner(Report each) {
    int count = each.report().partitions().values().stream().mapToInt(number -> number).sum();
    return new Owner(each.instance().instance(), count);
  }

  private static Trouble trouble(FlowId id, Report each) {
    return new Trouble(
        id.toString(),
        each.instance().service(),
        each.instance().instance(),
        each.report().lastError(),
        each.report().lastErrorAt().orElse(null),
        each.report().state() != FlowStatus.State.DEGRADED);
  }

  private static Map<String, Map<String, String>> details(List<Report> all) {
    Map<String, Map<String, String>> details = new TreeMap<>();
    all.forEach(
        each ->
            details
                .computeIfAbsent(each.instance().service(), service -> new TreeMap<>())
                .putAll(each.report().details()));
    return details;
  }
}
