package io.chappe.replicator;

import io.chappe.config.FlowId;
import io.chappe.offsetmap.Incarnation;
import io.chappe.replicator.copy.CopyLoop;
import io.chappe.replicator.copy.CopyObserver;
import io.chappe.replicator.copy.DeadLetter;
import io.chappe.replicator.copy.Failure;
import io.chappe.replicator.copy.PartitionReport;
import io.chappe.replicator.ownership.OwnershipObserver;
import io.chappe.replicator.topics.FailureKind;
import io.chappe.replicator.topics.TopicsObserver;
import io.chappe.replicator.wire.FetchTraffic;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.ToDoubleFunction;
import org.apache.kafka.common.TopicPartition;

/** The metrics of one flow's replication. */
final class FlowMeters implements CopyObserver, AutoCloseable {
  private static final List<String> STATES =
      List.of("taking-over", "copying", "waiting", "stopped", "handing-over", "draining");

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
  private final Tags tags;
  private final InterruptionLog log;
  private final SourceIncidents incidents = new SourceIncidents(Instant::now);
  private final Counter takeovers;
  private final Map<String, TopicMeters> topics = new ConcurrentHashMap<>();
  private final List<Meter> gauges = new CopyOnWriteArrayList<>();
  private final RecoveryPoint recoveryPoint = new RecoveryPoint(System::currentTimeMillis);
  private final LongAdder copiedRecords = new LongAdder();
  private final LongAdder copiedBytes = new LongAdder();
  private CopyLoop copyLoop;
  private volatile ReportSummary summary = ReportSummary.NONE;
  private long ratedRecords;
  private long ratedBytes;
  private long ratedAt = System.nanoTime();

  /** What was copied in a second, since it was asked for before. */
  record Rates(double recordsPerSecond, double bytesPerSecond) {}

  private record TopicMeters(Counter records, Counter bytes, Counter batches, Timer latency) {}

  FlowMeters(FlowId flow, MeterRegistry registry) {
    this.registry = registry;
    this.tags = Tags.of("source", flow.source(), "target", flow.target());
    this.log = new InterruptionLog(flow, System::nanoTime);
    this.takeovers =
        Counter.builder("chappe.takeovers")
            .tags(tags)
            .description("Partitions taken over")
            .register(registry);
  }

  /** Exports what the copy loop knows of itself. */
  void watch(CopyLoop loop, long bufferLimit) {
    copyLoop = loop;
    gauges.add(
        Gauge.builder("chappe.buffer", loop, CopyLoop::bufferedBytes)
            .baseUnit("bytes")
            .tags(tags)
            .description("Fetched batches held in memory")
            .register(registry));
    gauges.add(
        Gauge.builder("chappe.buffer.limit", () -> bufferLimit)
            .baseUnit("bytes")
            .tags(tags)
            .description("Bytes held at which fetching pauses")
            .register(registry));
    for (String state : STATES) {
      gauges.add(
          Gauge.builder("chappe.partitions", () -> countIn(state))
              .tags(tags.and("state", state))
              .description("Partitions owned by this instance")
              .register(registry));
    }
  }

  /** Exports how much comes from where. */
  void watch(FetchTraffic traffic) {
    fetched(traffic, "leader", FetchTraffic::bytesFromLeaders);
    fetched(traffic, "follower", FetchTraffic::bytesFromFollowers);
  }

  private void fetched(FetchTraffic traffic, String replica, ToDoubleFunction<FetchTraffic> bytes) {
    gauges.add(
        FunctionCounter.builder("chappe.fetched.bytes", traffic, bytes)
            .tags(tags.and("replica", replica))
            .description("Bytes of batches read from the source, by the kind of replica")
            .register(registry));
  }

  /** What the source took away, for the status. */
  SourceIncidents incidents() {
    return incidents;
  }

  private long countIn(String state) {
    return summary().states().getOrDefault(state, 0);
  }

  /** How far back the target would be. */
  RecoveryPoint recoveryPoint() {
    return recoveryPoint;
  }

  /** Since the last call. */
  synchronized Rates rates() {
    long now = System.nanoTime();
    double seconds = Math.max(1e-3, (now - ratedAt) / 1e9);
    long records = copiedRecords.sum();
    long bytes = copiedBytes.sum();
    Rates rates = new Rates((records - ratedRecords) / seconds, (bytes - ratedBytes) / seconds);
    ratedAt = now;
    ratedRecords = records;
    ratedBytes = bytes;
    return rates;
  }

  /** How the partitions are doing. */
  ReportSummary summary() {
    ReportSummary newest = summary.as(copyLoop.reports());
    summary = newest;
    return newest;
  }

  private Map<TopicPartition, PartitionReport> reportsOf(String topic) {
    return summary().topics().getOrDefault(topic, Map.of());
  }

  private long lagOf(String topic) {
    return reportsOf(topic).values().stream()
        .map(PartitionReport::lag)
        .mapToLong(lag -> lag.orElse(0L))
        .sum();
  }

  private TopicMeters metersOf(String topic) {
    TopicMeters known = topics.get(topic);
    return known == null ? topics.computeIfAbsent(topic, this::register) : known;
  }

  private TopicMeters register(String topic) {
    Tags topicTags = tags.and("topic", topic);
    gauges.add(
        Gauge.builder("chappe.lag.records", () -> lagOf(topic))
            .tags(topicTags)
            .description("Records on the source that aren't durable on the target")
            .register(registry));
    gauges.add(
        Gauge.builder("chappe.recovery.point.records", () -> lagOf(topic))
            .tags(topicTags)
            .description("Records that would be lost if the source vanished now")
            .register(registry));
    gauges.add(
        Gauge.builder("chappe.recovery.point", () -> recoveryPoint.seconds(reportsOf(topic)))
            .baseUnit("seconds")
            .tags(topicTags)
            .description("Seconds that would be lost if the source vanished now")
            .register(registry));
    return new TopicMeters(
        counter("chappe.records", "Records copied", topicTags),
        counter("chappe.bytes", "Bytes of the copied batches, compressed as they are", topicTags),
        counter("chappe.batches", "Record batches copied", topicTags),
        Timer.builder("chappe.replication.latency")
            .tags(topicTags)
            .description("From a batch's newest timestamp to its acknowledgement by the target")
            .serviceLevelObjectives(LATENCY_BUCKETS)
            .register(registry));
  }

  private Counter counter(String name, String description, Tags counterTags) {
    return Counter.builder(name).tags(counterTags).description(description).register(registry);
  }

  private void error(String kind) {
    counter("chappe.errors", "Failures by kind", tags.and("kind", kind)).increment();
  }

  @Override
  public void copied(TopicPartition source, int records, int bytes, long latencyMs) {
    TopicMeters meters = metersOf(source.topic());
    copiedRecords.add(records);
    copiedBytes.add(bytes);
    recoveryPoint.copied(source, latencyMs);
    meters.records().increment(records);
    meters.bytes().increment(bytes);
    meters.batches().increment();
    meters.latency().record(Math.max(0, latencyMs), TimeUnit.MILLISECONDS);
  }

  @Override
  public void takenOver(TopicPartition source, long upstream, long downstream) {
    metersOf(source.topic());
    recoveryPoint.takenOver(source);
    takeovers.increment();
    log.takenOver(source, upstream, downstream);
  }

  @Override
  public void slowTakeover(TopicPartition source, String waitingFor) {
    log.slowTakeover(source, waitingFor);
  }

  @Override
  public void interrupted(TopicPartition source, long upstream, Failure failure) {
    error(failure.reason().toLowerCase(Locale.ROOT));
    log.interrupted(source, upstream, failure);
  }

  @Override
  public void lostOnSource(TopicPartition source, long from, long to) {
    error("source_data_loss");
    counter(
            "chappe.source.lost.offsets",
            "Offsets that the source deleted before they were copied",
            tags.and("topic", source.topic()))
        .increment(to - from);
    incidents.lost(source, from, to);
    log.lostOnSource(source, from, to);
  }

  @Override
  public void createdAgain(TopicPartition source, Incarnation before, Incarnation now) {
    boolean ofSource = !before.sourceTopicId().equals(now.sourceTopicId());
    error(ofSource ? "source_topic_recreated" : "remote_topic_recreated");
    incidents.createdAgain(source, ofSource);
    log.createdAgain(source, before, now);
  }

  @Override
  public void truncatedOnSource(TopicPartition source, long copied, long agreed) {
    error("source_truncated");
    incidents.truncated(source, copied, agreed);
    log.truncatedOnSource(source, copied, agreed);
  }

  @Override
  public void buried(DeadLetter letter) {
    counter(
            "chappe.dead.letters",
            "Records written to the dead-letter topic instead of being copied",
            tags.and("topic", letter.source().topic()))
        .increment();
    log.buried(letter);
  }

  /** The offset-map topic was deleted while the flow runs. */
  void offsetMapLost() {
    error("offset_map_lost");
    incidents.offsetMapLost();
  }

  /** A record was left out, because a transformation failed on it. */
  void leftOut(TopicPartition source, long offset, String reason) {
    error("transform_failed");
    log.leftOut(source, offset, reason);
  }

  TopicsObserver topics() {
    return new TopicsObserver() {
      @Override
      public void failed(FailureKind kind, String topic) {
        error(kind.label());
      }

      @Override
      public void clusterFailed(String alias) {
        error("cluster_unavailable");
      }
    };
  }

  OwnershipObserver ownership() {
    return new OwnershipObserver() {
      @Override
      public void failed(String kind) {
        error(kind);
      }
    };
  }

  @Override
  public void close() {
    gauges.forEach(registry::remove);
  }
}
