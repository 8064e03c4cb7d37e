package io.chappe.status;

import io.chappe.lag.LagSum;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How one flow does in one instance, with numbers where the service has them.
 *
 * @param state the state
 * @param paused whether the flow is paused by configuration
 * @param lastError all that fails now, else the newest problem there was, else empty
 * @param lastErrorAt when that was first seen in this instance
 * @param failures what fails now, by what it is about; not those of single partitions
 * @param partitions how many of the instance's partitions are in each state, by the state's name;
 *     empty for services without partitions
 * @param unwell the first of the partitions that don't get on
 * @param recordsPerSecond copied since the report before
 * @param bytesPerSecond the same, as stored
 * @param lag how far behind the copies of the instance's partitions are; of a service that copies
 *     nothing, {@link LagSum#NOTHING}
 * @param topics the topics of which this instance has partitions, the ones furthest behind first,
 *     {@link #MOST_TOPICS} at most
 * @param details whatever else the service says, by name
 */
public record FlowReport(
    FlowStatus.State state,
    boolean paused,
    String lastError,
    Optional<Instant> lastErrorAt,
    Map<String, FailureWords> failures,
    Map<String, Integer> partitions,
    List<Unwell> unwell,
    double recordsPerSecond,
    double bytesPerSecond,
    LagSum lag,
    List<TopicReport> topics,
    Map<String, String> details) {
  /** Topics in a report at most. */
  public static final int MOST_TOPICS = 200;

  /** Partitions that don't get on in a report at most. */
  public static final int MOST_UNWELL = 20;

  public FlowReport {
    failures = Collections.unmodifiableMap(new TreeMap<>(failures));
    partitions = Collections.unmodifiableMap(new TreeMap<>(partitions));
    unwell = List.copyOf(unwell);
    topics = List.copyOf(topics);
    details = Collections.unmodifiableMap(new TreeMap<>(details));
  }

  /**
   * A partition that doesn't get on.
   *
   * @param partition {@code topic-number} on the source
   * @param state name of its state
   * @param reason why, in a line
   * @param failure the same, in its parts; empty in a report of a version that doesn't tell them
   */
  public record Unwell(
      String partition, String state, String reason, Optional<FailureWords> failure) {}

  /**
   * This instance's partitions of one topic.
   *
   * @param topic name on the source
   * @param partitions their numbers
   * @param lag how far behind their copies are
   */
  public record TopicReport(String topic, List<Integer> partitions, LagSum lag) {
    public TopicReport {
      partitions = List.copyOf(partitions);
    }
  }

  /** A report of a service without numbers. */
  public static FlowReport of(FlowStatus status) {
    return new FlowReport(
        status.state(),
        false,
        status.lastError(),
        Optional.empty(),
        status.failures(),
        Map.of(),
        List.of(),
        0,
        0,
        LagSum.NOTHING,
        List.of(),
        status.details());
  }

  /** The same with the time of its error. */
  public FlowReport since(Optional<Instant> errorAt) {
    return new FlowReport(
        state,
        paused,
        lastError,
        errorAt,
        failures,
        partitions,
        unwell,
        recordsPerSecond,
        bytesPerSecond,
        lag,
        topics,
        details);
  }
}
