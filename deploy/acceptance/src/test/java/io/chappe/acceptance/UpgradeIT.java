package io.chappe.acceptance;

import static io.chappe.acceptance.Patience.LIMIT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chappe.testing.ReceivedRecord;
import io.chappe.testing.Records;
import io.chappe.testing.TestCluster;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.record.CompressionType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Goes from an earlier build to this one and back, service by service, in both orders, while
 * records are written all the time: nothing lost, nothing twice, in order, groups exact, overrides
 * in force. The system property {@code chappe.previous} names the folder with the earlier build;
 * see {@code deploy/acceptance/upgrade-from}.
 */
@EnabledIfSystemProperty(named = "chappe.previous", matches = ".+")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class UpgradeIT {
  private static final Logger LOGGER = LoggerFactory.getLogger(UpgradeIT.class);
  private static final Duration END_LIMIT = Duration.ofSeconds(15);
  private static final String ORDERS = "orders";
  private static final String BILLS = "bills";
  private static final int PARTITIONS = 4;
  private static final int ROUND = 20;
  private static final long PACE_NANOS = 100_000_000;

  private final Path previous = Path.of(System.getProperty("chappe.previous"));
  private final Map<Service, ServiceProcess> running = new EnumMap<>(Service.class);
  private final AtomicBoolean enough = new AtomicBoolean();
  private TestCluster us;
  private TestCluster eu;
  private Path configuration;
  private CompletableFuture<Void> producing;
  private int groups;

  @BeforeAll
  void start() {
    us = TestCluster.builder("us").start();
    eu = TestCluster.builder("eu").start();
    us.createTopic(ORDERS, PARTITIONS);
    us.createTopic(BILLS, PARTITIONS);
    configuration =
        Landscape.write(
            """
            clusters = us, eu
            us.bootstrap.servers = %s
            eu.bootstrap.servers = %s
            us->eu.enabled = true
            us->eu.topics = nothing
            replication.factor = 1
            heartbeats.topic.replication.factor = 1
            checkpoints.topic.replication.factor = 1
            offset-syncs.topic.replication.factor = 1
            offset-map.topic.replication.factor = 1
            refresh.topics.interval.seconds = 1
            refresh.groups.interval.seconds = 1
            emit.checkpoints.interval.seconds = 1
            sync.group.offsets.enabled = true
            sync.group.offsets.interval.seconds = 1
            home = us
            """
                .formatted(us.bootstrapServers(), eu.bootstrapServers()));
    for (Service each : Service.values()) {
      running.put(each, previous(each));
    }
    // Nothing is copied without it, so each service that lost it would be missed.
    try (Producer<byte[], byte[]> producer = Records.producer(us, Map.of())) {
      Records.send(
          producer,
          List.of(
              new ProducerRecord<>(
                  "chappe.config.internal",
                  "us->eu".getBytes(),
                  "{\"topics\": \"orders|bills\"}".getBytes())));
    }
    producing = CompletableFuture.runAsync(this::produce);
  }

  @AfterAll
  void end() {
    enough.set(true);
    running.values().forEach(ServiceProcess::close);
    us.close();
    eu.close();
  }

  @Test
  void servicesOfTwoBuildsWorkTogetherAndTheWayBackIsOpen() {
    assertGroupsAreExact();
    for (Service each : List.of(Service.REPLICATOR, Service.CHECKPOINT, Service.HEARTBEAT)) {
      replace(each, ServiceProcess.startReady(each, configuration), false);
    }
    for (Service each : List.of(Service.HEARTBEAT, Service.CHECKPOINT, Service.REPLICATOR)) {
      replace(each, previous(each), false);
    }
    for (Service each : List.of(Service.CHECKPOINT, Service.HEARTBEAT, Service.REPLICATOR)) {
      replace(each, ServiceProcess.startReady(each, configuration), true);
    }
    for (Service each : List.of(Service.REPLICATOR, Service.HEARTBEAT, Service.CHECKPOINT)) {
      replace(each, previous(each), true);
    }
    enough.set(true);
    producing.join();
    for (String topic : List.of(ORDERS, BILLS)) {
      await(topic + " to be complete")
          .atMost(LIMIT)
          .until(() -> committed(eu, "us." + topic).size() >= committed(us, topic).size());
      for (int partition = 0; partition < PARTITIONS; partition++) {
        assertThat(values(eu, "us." + topic, partition)).isEqualTo(values(us, topic, partition));
      }
    }
    LOGGER.info(
        "upgraded and taken back twice: records={} transactional={} groups={}",
        committed(eu, "us." + ORDERS).size(),
        committed(eu, "us." + BILLS).size(),
        groups);
  }

  /** Both are there for a while, as in a rolling update. */
  private void replace(Service service, ServiceProcess next, boolean killed) {
    ServiceProcess before = running.put(service, next);
    assertGroupsAreExact();
    if (killed) {
      before.kill9();
    } else {
      before.sigterm();
    }
    before.awaitExit(END_LIMIT);
    before.close();
    assertGroupsAreExact();
  }

  private ServiceProcess previous(Service service) {
    return ServiceProcess.startReady(service, configuration, service.commandOf(previous));
  }

  /** A new group on the source comes to the target, and points at the same record. */
  private void assertGroupsAreExact() {
    String group = "readers-" + groups++;
    TopicPartition source = new TopicPartition(ORDERS, 1);
    TopicPartition target = new TopicPartition("us." + ORDERS, 1);
    long records = values(us, ORDERS, 1).size();
    await("more records").atMost(LIMIT).until(() -> values(us, ORDERS, 1).size() > records);
    List<ReceivedRecord> written = of(committed(us, ORDERS), 1);
    ReceivedRecord next = written.get(written.size() / 2);
    TopicView.get(
        us.admin()
            .alterConsumerGroupOffsets(group, Map.of(source, new OffsetAndMetadata(next.offset())))
            .all());
    await(group + " on the target").atMost(LIMIT).until(() -> position(group, target) != null);
    long position = position(group, target);
    assertThat(of(committed(eu, "us." + ORDERS), 1))
        .filteredOn(each -> each.offset() == position)
        .singleElement()
        .satisfies(each -> assertThat(each.value()).isEqualTo(next.value()));
  }

  private Long position(String group, TopicPartition partition) {
    OffsetAndMetadata committed =
        TopicView.get(eu.admin().listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata())
            .get(partition);
    return committed == null ? null : committed.offset();
  }

  /** Plain records, and transactions of which every third is aborted. */
  private void produce() {
    try (Producer<byte[], byte[]> transactional =
        Records.producer(us, Map.of("transactional.id", "bills"))) {
      transactional.initTransactions();
      for (int round = 0; !enough.get(); round++) {
        Records.produce(us, ORDERS, CompressionType.LZ4, ROUND);
        transactional.beginTransaction();
        Records.send(transactional, Records.generate(BILLS, round * ROUND, ROUND));
        if (round % 3 == 2) {
          transactional.abortTransaction();
        } else {
          transactional.commitTransaction();
        }
        LockSupport.parkNanos(PACE_NANOS);
      }
    }
  }

  private static List<ReceivedRecord> committed(TestCluster cluster, String topic) {
    return Records.readAll(cluster, topic, true);
  }

  private static List<ReceivedRecord> of(List<ReceivedRecord> records, int partition) {
    return records.stream().filter(each -> each.partition() == partition).toList();
  }

  private static List<String> values(TestCluster cluster, String topic, int partition) {
    return of(committed(cluster, topic), partition).stream()
        .map(each -> each.withoutOffset().toString())
        .toList();
  }
}
