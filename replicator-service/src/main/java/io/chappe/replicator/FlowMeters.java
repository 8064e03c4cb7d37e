package io.chappe.replicator;

import io.chappe.failure.Failure;
import io.chappe.failure.Reason;
import io.chappe.lag.LagSum;
import io.chappe.naming.FlowId;
import io.chappe.offsetmap.Incarnation;
import io.chappe.replicator.copy.CopyLoop;
import io.chappe.replicator.copy.PartitionReport;
import io.chappe.replicator.copy.port.CopyObserver;
import io.chappe.replicator.copy.port.DeadLetter;
import io.chappe.replicator.lag.FlowLag;
import io.chappe.replicator.lag.LagWatch;
import io.chappe.replicator.ownership.OwnershipObserver;
import io.chappe.replicator.topics.catalog.TopicsObserver;
import io.chappe.replicator.wire.fetch.FetchTraffic;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
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
  private final Timer latency;
  private final List<Meter> gauges = new CopyOnWriteArrayList<>();
  private final FlowLag lag = new FlowLag(System::currentTimeMillis);
  private final TopicSeries topics;
  private final LongAdder copiedRecords = new LongAdder();
  private final LongAdder copiedBytes = new LongAdder();
  private CopyLoop copyLoop;
  private volatile Map<TopicPartition, PartitionReport> blocked = Map.of();
  private volatile Summed summed = new Summed(Map.of(), Map.of(), ReportSummary.NONE);
  private long ratedRecords;
  private long ratedBytes;
  private long ratedAt = System.nanoTime();

  /** What was copied in a second, since it was asked for before. */
  record Rates(double recordsPerSecond, double bytesPerSecond) {}

  /** A summary, and what it was made of. */
  private record Summed(
      Map<TopicPartition, PartitionReport> copied,
      Map<TopicPartition, PartitionReport> blocked,
      ReportSummary summary) {
    private static Summed of(
        Map<TopicPartition, PartitionReport> copied, Map<TopicPartition, PartitionReport> blocked) {
      if (blocked.isEmpty()) {
        return new Summed(copied, blocked, ReportSummary.of(copied));
      }
      Map<TopicPartition, PartitionReport> all = new HashMap<>(blocked);
      all.putAll(copied);
      return new Summed(copied, blocked, ReportSummary.of(all));
    }
  }

  /**
   * @param topicSeries topics that have series of their own at most
   */
  FlowMeters(FlowId flow, MeterRegistry registry, long topicSeries) {
    this.registry = registry;
    this.tags = Tags.of("source", flow.source(), "target", flow.target());
    this.log = new InterruptionLog(flow, System::nanoTime);
    this.topics = new TopicSeries(registry, tags, lag, topicSeries);
    this.latency =
        Timer.builder("chappe.replication.latency")
            .tags(tags)
            .description("From a batch's newest timestamp to its acknowledgement by the target")
            .serviceLevelObjectives(LATENCY_BUCKETS)
            .register(registry);
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

  /** Exports which clusters answer and what isn't known or held back. */
  void watch(LagWatch watch, FlowId flow) {
    for (String alias : List.of(flow.source(), flow.target())) {
      gauges.add(
          Gauge.builder("chappe.cluster.up", () -> watch.pulse().up(alias))
              .tags(tags.and("cluster", alias))
              .description("1 if the cluster answers this instance, 0 if it doesn't")
              .register(registry));
    }
    gauges.add(
        Gauge.builder("chappe.lag.unknown.partitions", () -> unknown(lag.ofAll()))
            .tags(tags)
            .description("Partitions owned by this instance whose lag isn't known")
            .register(registry));
    gauges.add(
        Gauge.builder("chappe.lag.held.records", () -> heldBack(lag.ofAll()))
            .tags(tags)
            .description("Records on the source that open transactions hold back")
            .register(registry));
    gauges.add(
        Gauge.builder("chappe.lag.held", () -> lag.ofAll().heldForMs() / 1_000.0)
            .baseUnit("seconds")
            .tags(tags)
            .description("For how long the oldest of these transactions is seen to be open")
            .register(registry));
  }

  private static double unknown(LagSum sum) {
    return sum.unknown() == 0 && sum.records().isEmpty() ? Double.NaN : sum.unknown();
  }

  private static double heldBack(LagSum sum) {
    return sum.heldBack().isPresent() ? sum.heldBack().getAsLong() : Double.NaN;
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

  /** How far behind the copies are. */
  FlowLag lag() {
    return lag;
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
    Map<TopicPartition, PartitionReport> copied = copyLoop.reports();
    Summed newest = summed;
    if (newest.copied != copied || newest.blocked != blocked) {
      newest = Summed.of(copied, blocked);
      summed = newest;
    }
    return newest.summary;
  }

  /**
   * Says which partitions are ours and have nowhere to be copied to: they count as those that are
   * copied late.
   */
  void blocked(Map<TopicPartition, PartitionReport> reports) {
    if (!reports.equals(blocked)) {
      blocked = Map.copyOf(reports);
      copyLoop.execute(() -> reports.keySet().forEach(each -> topics.show(each.topic())));
    }
  }

  /** Takes over how copiers get on, for the lag. On the thread of the copy loop. */
  void copying(Map<TopicPartition, PartitionReport> reports) {
    reports.forEach(
        (partition, report) -> {
          if (report.nothingThere()) {
            lag.beginsAnew(partition);
          } else if (report.hasPosition()) {
            OptionalLong lastStable =
                report
                    .lag()
                    .map(records -> OptionalLong.of(report.position() + records))
                    .orElseGet(OptionalLong::empty);
            lag.copying(partition, report.position(), lastStable);
          }
        });
  }

  /**
   * Removes the metrics of all topics but these, and of those of which this instance has no
   * partition any more. On the thread of the copy loop.
   */
  void retain(Set<String> replicated) {
    Set<String> own = new HashSet<>(lag.topics());
    own.addAll(summary().topics().keySet());
    own.retainAll(replicated);
    topics.retain(own);
    own.forEach(topics::show);
    log.retain(replicated);
  }

  private Counter counter(String name, String description, Tags counterTags) {
    return Counter.builder(name).tags(counterTags).description(description).register(registry);
  }

  private void error(Reason reason) {
    counter("chappe.errors", "Failures by reason", tags.and("reason", reason.word())).increment();
  }

  @Override
  public void copied(TopicPartition source, int records, int bytes, long latencyMs) {
    copiedRecords.add(records);
    copiedBytes.add(bytes);
    lag.copied(source, System.currentTimeMillis() - Math.max(0, latencyMs));
    latency.record(Math.max(0, latencyMs), TimeUnit.MILLISECONDS);
    topics.copied(source.topic(), records, bytes);
  }

  @Override
  public void takenOver(TopicPartition source, long upstream, long downstream) {
    topics.show(source.topic());
    takeovers.increment();
    log.takenOver(source, upstream, downstream);
  }

  @Override
  public void slowTakeover(TopicPartition source, String waitingFor) {
    log.slowTakeover(source, waitingFor);
  }

  @Override
  public void interrupted(TopicPartition source, long upstream, Failure failure) {
    error(failure.reason());
    log.interrupted(source, upstream, failure);
  }

  @Override
  public void lostOnSource(TopicPartition source, long from, long to) {
    error(Reason.SOURCE_DATA_LOSS);
    topics.lostOnSource(source.topic(), to - from);
    incidents.lost(source, from, to);
    log.lostOnSource(source, from, to);
  }

  @Override
  public void createdAgain(TopicPartition source, Incarnation before, Incarnation now) {
    lag.beginsAnew(source);
    boolean ofSource = !Incarnation.isSame(before.sourceTopicId(), now.sourceTopicId());
    error(ofSource ? Reason.SOURCE_TOPIC_RECREATED : Reason.REMOTE_TOPIC_RECREATED);
    incidents.createdAgain(source, ofSource);
    log.createdAgain(source, before, now);
  }

  @Override
  public void truncatedOnSource(TopicPartition source, long copied, long agreed) {
    error(Reason.SOURCE_TRUNCATED);
    incidents.truncated(source, copied, agreed);
    log.truncatedOnSource(source, copied, agreed);
  }

  @Override
  public void buried(DeadLetter letter) {
    topics.buried(letter.source().topic());
    log.buried(letter);
  }

  /** The offset-map topic was deleted while the flow runs. */
  void offsetMapLost() {
    error(Reason.OFFSET_MAP_LOST);
    incidents.offsetMapLost();
  }

  /** A record was left out, because a transformation failed on it. */
  void leftOut(TopicPartition source, long offset, String reason) {
    error(Reason.TRANSFORM_FAILED);
    log.leftOut(source, offset, reason);
  }

  TopicsObserver topics(ClusterAliases aliases) {
    return new TopicsObserver() {
      @Override
      public void reached(String alias, String clusterId) {
        aliases.reached(alias, clusterId);
      }

      @Override
      public void clustersAreOne() {
        error(Reason.ONE_CLUSTER);
      }

      @Override
      public void failed(Failure failure, String topic) {
        error(failure.reason());
      }

      @Override
      public void clusterFailed(String alias, Failure failure) {
        error(failure.reason());
      }
    };
  }

  OwnershipObserver ownership() {
    return new OwnershipObserver() {
      @Override
      public void failed(Failure failure) {
        error(failure.reason());
      }
    };
  }

  @Override
  public void close() {
    gauges.forEach(registry::remove);
    topics.close();
  }
}
