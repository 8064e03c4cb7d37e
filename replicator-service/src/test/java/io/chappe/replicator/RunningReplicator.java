package io.chappe.replicator;

import io.chappe.config.ChappeConfig;
import io.chappe.config.loading.ConfigLoader;
import io.chappe.naming.FlowId;
import io.chappe.service.LoopWatch;
import io.chappe.status.FlowStatus;
import io.chappe.testing.TestCluster;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.search.Search;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** The service of one instance in this JVM, without Quarkus, configured by lines of a file. */
final class RunningReplicator implements AutoCloseable {
  private final MeterRegistry meters = new SimpleMeterRegistry();
  private final ReplicatorService service;
  private final Map<String, String> file;

  private RunningReplicator(Map<String, String> file) {
    this.file = file;
    service = new ReplicatorService(read(), meters, new LoopWatch(System::nanoTime));
    service.start();
  }

  /**
   * Starts it.
   *
   * @param clusters by alias
   * @param lines each {@code key=value}
   */
  static RunningReplicator start(Map<String, TestCluster> clusters, String... lines) {
    Map<String, String> file = new HashMap<>();
    file.put("clusters", String.join(",", clusters.keySet()));
    file.put("heartbeats.replication.enabled", "false");
    file.put("refresh.topics.interval.seconds", "1");
    file.put("offset-map.topic.replication.factor", "1");
    clusters.forEach(
        (alias, cluster) -> file.put(alias + ".bootstrap.servers", cluster.bootstrapServers()));
    put(file, lines);
    return new RunningReplicator(file);
  }

  private static void put(Map<String, String> file, String... lines) {
    for (String line : lines) {
      int equals = line.indexOf('=');
      file.put(line.substring(0, equals), line.substring(equals + 1));
    }
  }

  private ChappeConfig read() {
    return ConfigLoader.parse(file, Map.of(), Set.of());
  }

  /** Goes over to a file with other lines, each {@code key=value}. */
  void change(String... lines) {
    put(file, lines);
    service.apply(read());
  }

  FlowStatus status(String source, String target) {
    return service.statuses().get(new FlowId(source, target));
  }

  /** Records that this instance has copied. */
  double copiedRecords() {
    return meters.find("chappe.records").counters().stream().mapToDouble(Counter::count).sum();
  }

  /** Partitions that this instance owns and is ready to copy. */
  double copying() {
    return meters.find("chappe.partitions").tag("state", "copying").gauges().stream()
        .mapToDouble(Gauge::value)
        .sum();
  }

  /** How many series tell of a topic. */
  int series(String topic) {
    return Search.in(meters).tag("topic", topic).meters().size();
  }

  /** How many records of a topic are behind, as the metric says. */
  double lag(String topic) {
    return meters.get("chappe.lag.records").tag("topic", topic).gauge().value();
  }

  /** Failures of a kind that this instance has counted. */
  double errors(String reason) {
    return meters.find("chappe.errors").tag("reason", reason).counters().stream()
        .mapToDouble(Counter::count)
        .sum();
  }

  @Override
  public void close() {
    service.close();
  }
}
