package io.chappe.acceptance.chaos;

import static io.chappe.acceptance.Patience.LIMIT;

import io.chappe.testing.TestCluster;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.awaitility.Awaitility;

/** Has the target refuse records for a while, so that partitions stop and go on. */
final class StopFaults {
  private static final String LIMIT_KEY = "max.message.bytes";
  // About a third of the records are larger.
  private static final String SMALL = "350";
  private static final int LONGEST_SMALL_MS = 5_000;
  // Stopped partitions are tried again after 30 s.
  private static final Duration RETRIED = Duration.ofSeconds(34);
  private static final int LONGEST_SHORT_REFUSAL_MS = 8_000;
  // Brokers look each second for producers to forget.
  private static final int SHORTEST_FORGETTING_MS = 2_000;
  private static final int LONGEST_FORGETTING_MS = 4_000;

  private final TestCluster target;
  private final List<TopicPartition> plain;
  private final List<TopicPartition> old;
  private final List<String> remoteTopics;
  private final RefusedBursts bursts;
  private final Duration longestRefusal;
  private final EpochsNearEnd epochs;
  private final EventLog events;

  /**
   * @param plain partitions of the source that may get a record from the future
   * @param old partitions of the source that nobody else writes to
   * @param remoteTopics that may get a small limit
   * @param longestRefusal how long a record from the future may be refused
   */
  StopFaults(
      TestCluster target,
      List<TopicPartition> plain,
      List<TopicPartition> old,
      List<String> remoteTopics,
      RefusedBursts bursts,
      Duration longestRefusal,
      EpochsNearEnd epochs,
      EventLog events) {
    this.target = target;
    this.plain = plain;
    this.old = old;
    this.remoteTopics = remoteTopics;
    this.bursts = bursts;
    this.longestRefusal = longestRefusal;
    this.epochs = epochs;
    this.events = events;
  }

  /** Stops one partition, until the target's clock has come near a record's timestamp. */
  void recordFromTheFuture(Random random) {
    TopicPartition partition = plain.get(random.nextInt(plain.size()));
    Duration refusedFor = Duration.ofMillis(random.nextInt(500, (int) longestRefusal.toMillis()));
    events.fault(
        "record from the future", partition + ", refused for " + refusedFor.toMillis() + " ms");
    bursts.send(partition, refusedFor, random);
  }

  /** The same, just when the target has forgotten who has copied old records there. */
  void recordFromTheFutureAfterOldOnes(Random random) throws InterruptedException {
    TopicPartition partition = old.get(random.nextInt(old.size()));
    Duration refusedFor = Duration.ofMillis(random.nextInt(500, LONGEST_SHORT_REFUSAL_MS));
    events.fault(
        "record from the future after old ones",
        partition + ", refused for " + refusedFor.toMillis() + " ms");
    bursts.sendOld(partition, random);
    Fault.last(random, SHORTEST_FORGETTING_MS, LONGEST_FORGETTING_MS);
    bursts.send(partition, refusedFor, random);
  }

  /**
   * Stops one partition for so long that it is tried again in vain, and has its epochs end with
   * that takeover.
   */
  void recordFromTheFutureAsEpochsEnd(Random random) throws InterruptedException {
    TopicPartition partition = plain.get(random.nextInt(plain.size()));
    Duration refusedFor = RETRIED.plusMillis(random.nextInt(LONGEST_SHORT_REFUSAL_MS));
    events.fault(
        "record from the future as epochs end",
        partition + ", refused for " + refusedFor.toMillis() + " ms");
    bursts.send(partition, refusedFor, random);
    // Until the partition has stopped.
    Fault.last(random, SHORTEST_FORGETTING_MS, LONGEST_FORGETTING_MS);
    epochs.leaveOne(ChaosTopics.transactionalId(partition));
    events.note("one epoch left of " + partition);
  }

  /** Stops all partitions of a topic that get larger records, until the limit is as it was. */
  void smallLimit(Random random) throws InterruptedException {
    String topic = remoteTopics.get(random.nextInt(remoteTopics.size()));
    events.fault(LIMIT_KEY + " lowered", topic);
    alter(topic, AlterConfigOp.OpType.SET);
    try {
      Fault.last(random, 1_000, LONGEST_SMALL_MS);
    } finally {
      alter(topic, AlterConfigOp.OpType.DELETE);
    }
    events.note(LIMIT_KEY + " of " + topic + " is as it was");
  }

  private void alter(String topic, AlterConfigOp.OpType operation) {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    AlterConfigOp change = new AlterConfigOp(new ConfigEntry(LIMIT_KEY, SMALL), operation);
    Awaitility.await(LIMIT_KEY + " of " + topic)
        .atMost(LIMIT)
        .ignoreExceptionsInstanceOf(ExecutionException.class)
        .until(
            () -> {
              target.admin().incrementalAlterConfigs(Map.of(resource, List.of(change))).all().get();
              return true;
            });
  }
}
