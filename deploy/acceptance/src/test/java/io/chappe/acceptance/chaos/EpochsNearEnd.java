package io.chappe.acceptance.chaos;

import static io.chappe.acceptance.Patience.LIMIT;
import static io.chappe.acceptance.TopicView.get;

import io.chappe.testing.TestCluster;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitionReassignment;
import org.apache.kafka.clients.admin.TransactionDescription;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.ElectionType;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.protocol.MessageUtil;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.coordinator.transaction.generated.TransactionLogKey;
import org.apache.kafka.coordinator.transaction.generated.TransactionLogValue;
import org.awaitility.Awaitility;

/**
 * Brings transactional ids near the end of their epochs, behind which the coordinator hands out
 * another producer id. To raise an epoch 32,766 times takes a replicated cluster minutes; so this
 * writes what the coordinator would have written, and has other brokers read it as they become
 * coordinators.
 */
final class EpochsNearEnd {
  /** The last epoch that a coordinator hands out. */
  private static final short LAST = Short.MAX_VALUE - 1;

  private static final String LOG = "__transaction_state";
  private static final int TIMEOUT_MS = 10_000;
  // Brokers take records for their internal topics from nobody else.
  private static final String ALLOWED_CLIENT = "__admin_client";

  private final TestCluster cluster;
  private final Map<String, Long> producerIds = new ConcurrentHashMap<>();
  private long ended;

  EpochsNearEnd(TestCluster cluster) {
    this.cluster = cluster;
  }

  /**
   * Leaves each of the ids, which nobody uses yet, some epochs.
   *
   * @param most the most epochs that are left to one
   * @return the epochs left, in the order of the ids
   */
  List<Integer> leave(List<String> transactionalIds, int most, Random random) {
    transactionalIds.parallelStream().forEach(this::allocate);
    Map<String, Short> epochs = new HashMap<>();
    List<Integer> left = new ArrayList<>();
    for (String id : transactionalIds) {
      left.add(random.nextInt(most + 1));
      epochs.put(id, (short) (LAST - left.getLast()));
      producerIds.put(id, describe(id).producerId());
    }
    write(epochs);
    moveCoordinators();
    Awaitility.await("the coordinators to know the epochs")
        .atMost(LIMIT)
        .pollInterval(Duration.ofMillis(100))
        .ignoreExceptionsInstanceOf(IllegalStateException.class)
        .until(() -> epochs.keySet().stream().allMatch(id -> isAt(id, epochs.get(id))));
    return left;
  }

  /**
   * Leaves an id that is in use one epoch: the next takeover gets that, and another producer id
   * when it confirms its fence. Does nothing if a takeover comes in between.
   */
  void leaveOne(String transactionalId) {
    allocate(transactionalId);
    ended += hasEnded(transactionalId) ? 1 : 0;
    producerIds.put(transactionalId, describeSurely(transactionalId).producerId());
    write(Map.of(transactionalId, (short) (LAST - 1)));
    moveCoordinators();
  }

  /** How often an id has given way to another. */
  long ended() {
    return ended + producerIds.keySet().stream().filter(this::hasEnded).count();
  }

  private boolean hasEnded(String transactionalId) {
    return describeSurely(transactionalId).producerId() != producerIds.get(transactionalId);
  }

  private void allocate(String transactionalId) {
    Map<String, Object> properties = cluster.clientProperties();
    properties.put("transactional.id", transactionalId);
    properties.put("transaction.timeout.ms", TIMEOUT_MS);
    try (Producer<byte[], byte[]> producer =
        new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
      producer.initTransactions();
    }
  }

  private boolean isAt(String transactionalId, short epoch) {
    TransactionDescription found = describe(transactionalId);
    return found.producerEpoch() == epoch && found.producerId() == producerIds.get(transactionalId);
  }

  private TransactionDescription describe(String transactionalId) {
    return get(
        cluster
            .admin()
            .describeTransactions(List.of(transactionalId))
            .description(transactionalId));
  }

  private TransactionDescription describeSurely(String transactionalId) {
    return Awaitility.await("the coordinator of " + transactionalId)
        .atMost(LIMIT)
        .ignoreExceptionsInstanceOf(IllegalStateException.class)
        .until(() -> describe(transactionalId), found -> true);
  }

  private void write(Map<String, Short> epochs) {
    Map<String, Object> properties = cluster.clientProperties();
    properties.put("client.id", ALLOWED_CLIENT);
    properties.put("enable.idempotence", false);
    properties.put("acks", "all");
    try (Producer<byte[], byte[]> producer =
        new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
      int partitions = producer.partitionsFor(LOG).size();
      epochs.forEach(
          (id, epoch) ->
              producer.send(
                  new ProducerRecord<>(
                      LOG, Math.abs(id.hashCode()) % partitions, key(id), value(id, epoch)),
                  (metadata, failure) -> {
                    if (failure != null) {
                      throw new KafkaException(failure);
                    }
                  }));
      producer.flush();
    }
  }

  private static byte[] key(String transactionalId) {
    return MessageUtil.toVersionPrefixedBytes(
        (short) 0, new TransactionLogKey().setTransactionalId(transactionalId));
  }

  private byte[] value(String transactionalId, short epoch) {
    long now = System.currentTimeMillis();
    return MessageUtil.toVersionPrefixedBytes(
        (short) 0,
        new TransactionLogValue()
            .setProducerId(producerIds.get(transactionalId))
            .setProducerEpoch(epoch)
            .setTransactionTimeoutMs(TIMEOUT_MS)
            .setTransactionStatus((byte) 0)
            .setTransactionPartitions(null)
            .setTransactionLastUpdateTimestampMs(now)
            .setTransactionStartTimestampMs(-1));
  }

  /** A broker reads the log when it becomes a partition's leader. */
  private void moveCoordinators() {
    List<TopicPartitionInfo> before = partitionsOfLog();
    Awaitility.await("other coordinators")
        .atMost(LIMIT)
        .ignoreExceptionsInstanceOf(IllegalStateException.class)
        .until(
            () -> {
              electOthersThan(before);
              return haveMoved(before);
            });
  }

  private void electOthersThan(List<TopicPartitionInfo> before) {
    Admin admin = cluster.admin();
    Map<TopicPartition, Optional<NewPartitionReassignment>> orders = new HashMap<>();
    for (TopicPartitionInfo each : before) {
      List<Integer> brokers = new ArrayList<>();
      each.replicas().forEach(replica -> brokers.add(replica.id()));
      while (each.leader() != null && brokers.getFirst() == each.leader().id()) {
        Collections.rotate(brokers, 1);
      }
      orders.put(
          new TopicPartition(LOG, each.partition()),
          Optional.of(new NewPartitionReassignment(brokers)));
    }
    get(admin.alterPartitionReassignments(orders).all());
    // One that leads already fails for itself only: what counts is who leads in the end.
    get(admin.electLeaders(ElectionType.PREFERRED, orders.keySet()).partitions());
  }

  private boolean haveMoved(List<TopicPartitionInfo> before) {
    List<TopicPartitionInfo> now = partitionsOfLog();
    return IntStream.range(0, now.size())
        .allMatch(
            each ->
                now.get(each).leader() != null
                    && !now.get(each).leader().equals(before.get(each).leader()));
  }

  private List<TopicPartitionInfo> partitionsOfLog() {
    return get(cluster.admin().describeTopics(List.of(LOG)).allTopicNames()).get(LOG).partitions();
  }
}
