package io.chappe.replicator;

import io.chappe.replicator.copy.PartitionReport;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.kafka.common.TopicPartition;

/**
 * The metrics of each topic of a flow. They come with a topic's first event, and go when it is no
 * longer replicated. Written on the thread of the copy loop, but for {@link #close}.
 */
final class TopicSeries implements AutoCloseable {
  private static final Duration[] LATENCY_BUCKETS = {
    Duration.ofMillis(1),
    Duration.ofMillis(2),
    Duration.ofMillis(5),
    Duration.ofMillis(10),
    Duration.ofMillis(20),
    Duration.ofMillis(50),
    Duration.ofMillis(100),
    Duration.ofMillis(200),
    Duration.ofMillis(500),
    Duration.ofSeconds(1),
    Duration.ofSeconds(2),
    Duration.ofSeconds(5),
    Duration.ofSeconds(10),
    Duration.ofSeconds(30),
    Duration.ofMinutes(1),
    Duration.ofMinutes(10),
    Duration.ofHours(1)
  };

  private final MeterRegistry registry;
  private final Tags flowTags;
  private final Function<String, Map<TopicPartition, PartitionReport>> reports;
  private final RecoveryPoint recoveryPoint;
  private final Map<String, Series> topics = new ConcurrentHashMap<>();

  private record Series(
      Counter records,
      Counter bytes,
      Counter batches,
      Timer latency,
      List<Meter> gauges,
      List<Meter> others) {}

  /**
   * @param reports of a topic's partitions, by its name
   */
  TopicSeries(
      MeterRegistry registry,
      Tags flowTags,
      Function<String, Map<TopicPartition, PartitionReport>> reports,
      RecoveryPoint recoveryPoint) {
    this.registry = registry;
    this.flowTags = flowTags;
    this.reports = reports;
    this.recoveryPoint = recoveryPoint;
  }

  /** Makes a topic's series exist. */
  void show(String topic) {
    of(topic);
  }

  void copied(String topic, int records, int bytes, long latencyMs) {
    Series series = of(topic);
    series.records.increment(records);
    series.bytes.increment(bytes);
    series.batches.increment();
    series.latency.record(Math.max(0, latencyMs), TimeUnit.MILLISECONDS);
  }

  void lostOnSource(String topic, long offsets) {
    rare(
            topic,
            counter(
                "chappe.source.lost.offsets",
                "Offsets that the source deleted before they were copied",
                flowTags.and("topic", topic)))
        .increment(offsets);
  }

  void buried(String topic) {
    rare(
            topic,
            counter(
                "chappe.dead.letters",
                "Records written to the dead-letter topic instead of being copied",
                flowTags.and("topic", topic)))
        .increment();
  }

  /** A series that most topics never need. */
  private Counter rare(String topic, Counter counter) {
    List<Meter> others = of(topic).others;
    if (!others.contains(counter)) {
      others.add(counter);
    }
    return counter;
  }

  /** Removes the series of all topics but these. */
  void retain(Set<String> replicated) {
    topics
        .entrySet()
        .removeIf(
            each -> {
              boolean gone = !replicated.contains(each.getKey());
              if (gone) {
                remove(each.getValue());
              }
              return gone;
            });
  }

  private void remove(Series series) {
    series.gauges.forEach(registry::remove);
    series.others.forEach(registry::remove);
    List.of(series.records, series.bytes, series.batches, series.latency).forEach(registry::remove);
  }

  private Series of(String topic) {
    Series known = topics.get(topic);
    return known == null ? topics.computeIfAbsent(topic, this::register) : known;
  }

  private Series register(String topic) {
    Tags tags = flowTags.and("topic", topic);
    List<Meter> gauges =
        List.of(
            Gauge.builder("chappe.lag.records", () -> lagOf(topic))
                .tags(tags)
                .description("Records on the source that aren't durable on the target")
                .register(registry),
            Gauge.builder("chappe.recovery.point.records", () -> lagOf(topic))
                .tags(tags)
                .description("Records that would be lost if the source vanished now")
                .register(registry),
            Gauge.builder(
                    "chappe.recovery.point", () -> recoveryPoint.seconds(reports.apply(topic)))
                .baseUnit("seconds")
                .tags(tags)
                .description("Seconds that would be lost if the source vanished now")
                .register(registry));
    return new Series(
        counter("chappe.records", "Records copied", tags),
        counter("chappe.bytes", "Bytes of the copied batches, compressed as they are", tags),
        counter("chappe.batches", "Record batches copied", tags),
        Timer.builder("chappe.replication.latency")
            .tags(tags)
            .description("From a batch's newest timestamp to its acknowledgement by the target")
            .serviceLevelObjectives(LATENCY_BUCKETS)
            .register(registry),
        gauges,
        new ArrayList<>());
  }

  private Counter counter(String name, String description, Tags tags) {
    return Counter.builder(name).tags(tags).description(description).register(registry);
  }

  private long lagOf(String topic) {
    return reports.apply(topic).values().stream()
        .map(PartitionReport::lag)
        .mapToLong(lag -> lag.orElse(0L))
        .sum();
  }

  /** What was counted stays, for a flow that goes on under another configuration. */
  @Override
  public void close() {
    topics.values().forEach(series -> series.gauges.forEach(registry::remove));
  }
}
