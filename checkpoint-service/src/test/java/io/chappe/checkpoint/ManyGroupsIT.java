package io.chappe.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chappe.testing.SharedClusters;
import io.chappe.testing.SharedClustersExtension;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Many groups, each with offsets of twenty partitions: {@code -Dchappe.groups=5000} for the figures
 * in deploy/benchmark/results.
 */
@ExtendWith(SharedClustersExtension.class)
class ManyGroupsIT {
  private static final Logger LOGGER = LoggerFactory.getLogger(ManyGroupsIT.class);
  private static final Map<String, String> ALL_MAY_GO =
      Map.of("emit.checkpoints.gone.max.percent", "100");
  private static final int GROUPS = Integer.getInteger("chappe.groups", 50);
  private static final int PARTITIONS = 20;
  private static final Duration TIMEOUT = Duration.ofMinutes(5);
  private static final List<String> REQUESTS =
      List.of(
          "OffsetFetch",
          "OffsetCommit",
          "ListGroups",
          "ListOffsets",
          "FindCoordinator",
          "Produce",
          "Metadata",
          "DescribeTopicPartitions");

  private LoopFixture fixture;

  @Test
  void allGroupsAreRefreshedAndForgottenWhenTheyAreGone(SharedClusters clusters) throws Exception {
    fixture = new LoopFixture(clusters, PARTITIONS);
    for (int partition = 0; partition < PARTITIONS; partition++) {
      fixture.mirrored.produce(partition, 40);
    }
    commitAll(10);
    fixture.start(ALL_MAY_GO);
    long first = untilDone(1);
    report("first round, with as many commits on the target", first, Map.of());

    Map<String, Long> before = requests();
    commitAll(20);
    long moved = untilDone(2);
    report("after all groups have moved", moved, since(before));
    fixture.closeLoop();

    long heap = usedHeap();
    fixture.start(ALL_MAY_GO);
    fixture.awaitRounds(1);
    before = requests();
    long started = System.nanoTime();
    fixture.awaitRounds(3);
    report("four rounds without a change", System.nanoTime() - started, since(before));
    LOGGER.info("held: groups={} bytes={}", GROUPS, usedHeap() - heap);
    assertThat(written()).isZero();

    deleteAll();
    started = System.nanoTime();
    await()
        .atMost(TIMEOUT)
        .until(
            () ->
                fixture.meters.get("chappe.checkpoints.gone").counter().count()
                    == GROUPS * PARTITIONS);
    report("until all are forgotten", System.nanoTime() - started, Map.of());
    fixture.closeLoop();
  }

  private long untilDone(int times) {
    long started = System.nanoTime();
    await()
        .atMost(TIMEOUT)
        .pollInterval(Duration.ofMillis(50))
        .until(() -> written() >= times * GROUPS * PARTITIONS && synced() >= times * GROUPS);
    return System.nanoTime() - started;
  }

  private double written() {
    return fixture.meters.get("chappe.checkpoints").counter().count();
  }

  private double synced() {
    var counter = fixture.meters.find("chappe.group.syncs").tag("direction", "forward").counter();
    return counter == null ? 0 : counter.count();
  }

  private void commitAll(long offset) throws Exception {
    Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
    for (int partition = 0; partition < PARTITIONS; partition++) {
      offsets.put(fixture.partition(partition), new OffsetAndMetadata(offset));
    }
    List<KafkaFuture<Void>> commits = new ArrayList<>();
    for (int number = 0; number < GROUPS; number++) {
      commits.add(fixture.us.admin().alterConsumerGroupOffsets(group(number), offsets).all());
    }
    for (KafkaFuture<Void> each : commits) {
      each.get();
    }
  }

  private void deleteAll() throws Exception {
    // A broker writes all tombstones of a request as one batch.
    for (int from = 0; from < GROUPS; from += 250) {
      List<String> some = new ArrayList<>();
      for (int number = from; number < Math.min(GROUPS, from + 250); number++) {
        some.add(group(number));
      }
      fixture.us.admin().deleteConsumerGroups(some).all().get();
    }
  }

  private String group(int number) {
    return fixture.group + "-" + number;
  }

  private static void report(String what, long nanos, Map<String, Long> requests) {
    LOGGER.info(
        "measured: groups={} what=\"{}\" ms={} requests={}",
        GROUPS,
        what,
        nanos / 1_000_000,
        requests);
  }

  private static long usedHeap() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  private static Map<String, Long> since(Map<String, Long> before) throws JMException {
    Map<String, Long> since = new TreeMap<>();
    requests().forEach((name, count) -> since.put(name, count - before.getOrDefault(name, 0L)));
    return since;
  }

  /** Requests that the brokers of both clusters, all in this process, have answered. */
  private static Map<String, Long> requests() throws JMException {
    MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    Map<String, Long> counts = new HashMap<>();
    for (String request : REQUESTS) {
      ObjectName names =
          new ObjectName(
              "kafka.network:type=RequestMetrics,name=RequestsPerSec,request=" + request + ",*");
      long count = 0;
      for (ObjectName each : server.queryNames(names, null)) {
        count += (Long) server.getAttribute(each, "Count");
      }
      counts.put(request, count);
    }
    return counts;
  }
}
