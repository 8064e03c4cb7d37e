package io.chappe.heartbeat.view;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.chappe.config.FlowConfig;
import io.chappe.heartbeat.lag.LagFigures;
import io.chappe.lag.LagSum;
import io.chappe.naming.FlowId;
import io.chappe.status.FlowReport;
import io.chappe.status.FlowStatus;
import io.chappe.status.InstanceStatus;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A flow as all instances together see it.
 *
 * @param flow {@code us->eu}
 * @param source alias of its source
 * @param target alias of its target
 * @param state how it does
 * @param paused whether it is paused by configuration
 * @param recordsPerSecond copied, by all instances; null if it isn't known what they do
 * @param bytesPerSecond the same, as stored
 * @param lagRecords records that would be lost if the source vanished now; null if unknown
 * @param lagSeconds seconds that would be lost; null if unknown
 * @param lagUnknownPartitions of how many partitions {@code lagRecords} leaves out what is behind,
 *     since it isn't known
 * @param lagUnknownSince since when; null if all is known
 * @param heldBackRecords records on the source that open transactions hold back; null if unknown
 * @param heldBackSeconds for how long the oldest of these is seen to be open
 * @param partitions how many partitions are in each state
 * @param topics how many topics are copied, as far as they are told
 * @param unwell the first of the partitions that don't get on
 * @param owners the replicators that work on it
 * @param errors what fails, and what failed last
 * @param details what each service says besides, by service
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(description = "A flow as all instances together see it.")
public record FlowView(
    String flow,
    String source,
    String target,
    FlowState state,
    boolean paused,
    @Schema(description = "Absent if it isn't known what the replicators do.")
        Double recordsPerSecond,
    @Schema(description = "Absent if it isn't known what the replicators do.")
        Double bytesPerSecond,
    @Schema(
            description =
                "Records that would be lost if the source vanished now; absent if unknown.")
        Long lagRecords,
    @Schema(
            description =
                "Seconds that would be lost if the source vanished now; absent if unknown.")
        Double lagSeconds,
    int lagUnknownPartitions,
    Instant lagUnknownSince,
    Long heldBackRecords,
    double heldBackSeconds,
    @Schema(description = "How many partitions are in each state.") Map<String, Integer> partitions,
    int topics,
    List<UnwellPartition> unwell,
    List<Owner> owners,
    List<Trouble> errors,
    Map<String, Map<String, String>> details) {
  /** A flow whose newest copied record is older than that lags, as long as there are newer ones. */
  public static final double LAGGING_SECONDS = 10;

  static final String REPLICATOR = "replicator-service";

  /**
   * A partition that doesn't get on.
   *
   * @param reason why, in a line
   * @param failure the same in its parts; null if its replicator doesn't tell them
   */
  @RegisterForReflection
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record UnwellPartition(
      String partition,
      String state,
      @Schema(description = "Why, in a line; its word stands in the failure.") String reason,
      FailureView failure) {}

  /** An instance, and how many partitions of the flow it has. */
  @RegisterForReflection
  public record Owner(String instance, int partitions) {}

  private record Report(InstanceStatus instance, FlowReport report) {}

  /**
   * Sums up what the instances tell.
   *
   * @param configured the flow's configuration, if it is known here
   * @param measured what the source says of the lag: counts unless replicators tell of all
   *     partitions
   * @param told whether it is known what the instances do now
   */
  static FlowView of(
      FlowId id,
      Optional<FlowConfig> configured,
      List<InstanceStatus> instances,
      Optional<LagFigures> measured,
      boolean told) {
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
    LagSum lag = lag(told ? copying : List.of(), measured);
    return new FlowView(
        id.toString(),
        id.source(),
        id.target(),
        told ? state(all, copying, paused, lag.seconds().orElse(0)) : FlowState.UNKNOWN,
        paused,
        told ? sum(copying, FlowReport::recordsPerSecond) : null,
        told ? sum(copying, FlowReport::bytesPerSecond) : null,
        Absent.orNull(lag.records()),
        Absent.orNull(lag.seconds()),
        lag.unknown(),
        Absent.orNull(lag.unknownSinceMs(), Instant::ofEpochMilli),
        Absent.orNull(lag.heldBack()),
        lag.heldForMs() / 1_000.0,
        partitions(copying),
        (int)
            copying.stream()
                .flatMap(each -> each.report().topics().stream())
                .map(FlowReport.TopicReport::topic)
                .distinct()
                .count(),
        copying.stream()
            .flatMap(each -> each.report().unwell().stream())
            .map(FlowView::unwell)
            .toList(),
        copying.stream().map(FlowView::owner).toList(),
        all.stream()
            .filter(each -> !each.report().lastError().isEmpty())
            .map(each -> trouble(id, each))
            .toList(),
        details(all));
  }

  private static Double sum(List<Report> copying, ToDoubleFunction<FlowReport> figure) {
    return copying.stream().mapToDouble(each -> figure.applyAsDouble(each.report())).sum();
  }

  private static LagSum lag(List<Report> copying, Optional<LagFigures> measured) {
    int told = copying.stream().mapToInt(FlowView::partitions).sum();
    boolean all = measured.stream().noneMatch(figures -> figures.partitions() > told);
    if (!copying.isEmpty() && all) {
      return LagSum.sum(copying.stream().map(each -> each.report().lag()).toList());
    }
    return measured.map(LagFigures::sum).orElse(LagSum.UNKNOWN);
  }

  private static int partitions(Report each) {
    return each.report().partitions().values().stream().mapToInt(Integer::intValue).sum();
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

  private static UnwellPartition unwell(FlowReport.Unwell each) {
    return new UnwellPartition(
        each.partition(),
        each.state(),
        each.reason(),
        each.failure().map(failure -> FailureView.of(null, failure)).orElse(null));
  }

  private static Trouble trouble(FlowId id, Report each) {
    return new Trouble(
        id.toString(),
        each.instance().service(),
        each.instance().instance(),
        each.report().lastError(),
        each.report().failures().entrySet().stream()
            .map(failure -> FailureView.of(failure.getKey(), failure.getValue()))
            .toList(),
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
