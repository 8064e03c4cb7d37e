package io.chappe.acceptance.footprint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chappe.acceptance.Landscape;
import io.chappe.acceptance.Service;
import io.chappe.acceptance.ServiceProcess;
import io.chappe.testing.Records;
import io.chappe.testing.TestCluster;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * How many metric series many topics are on two replicators that share their partitions. Prints how
 * many there are of each name.
 */
@Isolated
@EnabledIfSystemProperty(named = "chappe.series.topics", matches = "[1-9].*")
class SeriesIT {
  private static final Duration LIMIT = Duration.ofMinutes(5);
  private static final int PARTITIONS = 4;
  private static final int OF_A_TOPIC = 5;

  /** Of the process, of its HTTP server and clients, and of the flow as a whole. */
  private static final int OF_AN_INSTANCE = 250;

  private final int topics = Integer.getInteger("chappe.series.topics", 0);

  @Test
  void ofManyTopicsOnTwoReplicators() throws Exception {
    try (TestCluster source = TestCluster.builder("source").start();
        TestCluster target = TestCluster.builder("target").start()) {
      Path configuration =
          Landscape.write(
              """
              clusters = us, eu
              us.bootstrap.servers = %s
              eu.bootstrap.servers = %s
              us->eu.enabled = true
              us->eu.topics = many-.*
              replication.factor = 1
              heartbeats.topic.replication.factor = 1
              offset-syncs.topic.replication.factor = 1
              offset-map.topic.replication.factor = 1
              refresh.topics.interval.seconds = 5
              home = us
              """
                  .formatted(source.bootstrapServers(), target.bootstrapServers()));
      try (ServiceProcess one = ServiceProcess.startReady(Service.REPLICATOR, configuration);
          ServiceProcess other = ServiceProcess.startReady(Service.REPLICATOR, configuration)) {
        fill(source);
        List<ServiceProcess> both = List.of(one, other);
        await("all to be copied")
            .atMost(LIMIT)
            .pollInterval(Duration.ofSeconds(1))
            .until(() -> copied(both) == (long) topics * PARTITIONS);
        both.forEach(this::check);
      }
    }
  }

  private void fill(TestCluster source) throws Exception {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < topics; i++) {
      names.add("many-" + i);
    }
    source
        .admin()
        .createTopics(
            names.stream().map(each -> new NewTopic(each, PARTITIONS, (short) 1)).toList())
        .all()
        .get();
    try (Producer<byte[], byte[]> producer = Records.producer(source, Map.of())) {
      for (String each : names) {
        for (int partition = 0; partition < PARTITIONS; partition++) {
          producer.send(new ProducerRecord<>(each, partition, null, new byte[] {1}));
        }
      }
      producer.flush();
    }
  }

  private static long copied(List<ServiceProcess> replicators) {
    return replicators.stream()
        .flatMap(SeriesIT::series)
        .filter(line -> line.startsWith("chappe_records_total"))
        .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' '))))
        .sum();
  }

  private void check(ServiceProcess replicator) {
    Map<String, Long> byName =
        series(replicator)
            .collect(
                Collectors.groupingBy(
                    line -> line.split("[{ ]")[0], TreeMap::new, Collectors.counting()));
    Predicate<Map.Entry<String, Long>> ofTopics = each -> each.getValue() >= topics / 2;
    long all = byName.values().stream().mapToLong(each -> each).sum();
    System.out.printf(
        "replicator %s: %d series for %d topics: %s, and %d others%n",
        replicator.pid(),
        all,
        topics,
        byName.entrySet().stream().filter(ofTopics).toList(),
        byName.entrySet().stream().filter(ofTopics.negate()).mapToLong(Map.Entry::getValue).sum());
    assertThat(byName.get("chappe_records_total")).as("it has a share").isGreaterThan(topics / 2);
    assertThat(all).isLessThanOrEqualTo((long) OF_A_TOPIC * topics + OF_AN_INSTANCE);
  }

  private static Stream<String> series(ServiceProcess replicator) {
    return replicator
        .get("/q/metrics")
        .lines()
        .filter(line -> !line.isBlank() && !line.startsWith("#"));
  }
}
