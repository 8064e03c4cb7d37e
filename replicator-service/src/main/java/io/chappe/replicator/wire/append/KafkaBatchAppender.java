package io.chappe.replicator.wire.append;

import io.chappe.failure.Failure;
import io.chappe.failure.Reason;
import io.chappe.offsetmap.Incarnation;
import io.chappe.replicator.copy.port.BatchAppender;
import io.chappe.replicator.copy.port.BatchFetcher;
import io.chappe.replicator.copy.port.FetchedBatch;
import io.chappe.replicator.copy.port.ProducerIdentity;
import io.chappe.replicator.copy.port.Reply;
import io.chappe.replicator.copy.port.TargetTail;
import io.chappe.replicator.copy.port.Timers;
import io.chappe.replicator.wire.batch.Append;
import io.chappe.replicator.wire.batch.SourceBatch;
import io.chappe.replicator.wire.cluster.BrokerVersions;
import io.chappe.replicator.wire.cluster.ClusterClient;
import io.chappe.replicator.wire.cluster.Coordinators;
import io.chappe.replicator.wire.cluster.NetworkClients;
import io.chappe.replicator.wire.cluster.OffsetLookup;
import io.chappe.replicator.wire.cluster.TopicResolutions;
import io.chappe.replicator.wire.cluster.WireConfig;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.memory.MemoryPool;
import org.apache.kafka.common.record.MemoryRecords;
import org.apache.kafka.common.record.SimpleRecord;

/** {@link BatchAppender} on Kafka's own network client. */
public final class KafkaBatchAppender implements BatchAppender {
  /** Bytes in flight are bounded by the fetch buffers; this only has to be out of the way. */
  private static final int REQUESTS_IN_FLIGHT = 10_000;

  private static final long LEFTOVER_WAIT_MS = 10;
  private static final long RESOLVE_LIMIT_MS = 500;
  private static final long RESOLVE_WAIT_MS = 50;

  private final ClusterClient client;

  private final Set<TopicPartition> resolving = new HashSet<>();

  /** Partitions that were resolved and not forgotten since. */
  private final Set<TopicPartition> inUse = new HashSet<>();

  private final TopicResolutions resolutions;
  private final AppendQueue queue;
  private final Coordinators coordinators;
  private final TransactionFence transactions;
  private final TargetLog log;

  /**
   * @param alias alias of the target cluster
   * @param clientId what brokers see in their logs and quotas
   * @param config producer properties: connection and security, no serializers
   * @param timers of the copy loop
   * @throws org.apache.kafka.common.KafkaException if no bootstrap server can be resolved, or a key
   *     store not be read
   */
  public KafkaBatchAppender(
      String alias, String clientId, Map<String, String> config, Timers timers) {
    this(
        NetworkClients.open(
            alias,
            BrokerVersions.Side.TARGET,
            new ProducerConfig(WireConfig.producer(config)),
            clientId,
            REQUESTS_IN_FLIGHT,
            MemoryPool.NONE),
        timers);
  }

  public KafkaBatchAppender(ClusterClient client, Timers timers) {
    this.client = client;
    this.resolutions =
        new TopicResolutions(
            client, partition -> client.leader(partition).isPresent(), RESOLVE_LIMIT_MS);
    this.queue = new AppendQueue(client, System::nanoTime);
    this.coordinators = new Coordinators(client);
    this.transactions = new TransactionFence(client, coordinators, timers);
    this.log = new TargetLog(client, timers);
  }

  @Override
  public void resolve(TopicPartition partition, Reply<Uuid> reply) {
    resolving.add(partition);
    resolutions.add(
        partition,
        new Reply<>() {
          @Override
          public void done(Uuid topicId) {
            use(partition);
            reply.done(topicId);
          }

          @Override
          public void failed(Failure failure) {
            resolving.remove(partition);
            reply.failed(failure);
          }
        });
  }

  private void use(TopicPartition partition) {
    if (resolving.remove(partition) && inUse.add(partition)) {
      client.metadata().use(partition.topic());
    }
  }

  @Override
  public void refreshMetadata() {
    client.refreshMetadata();
  }

  @Override
  public int partitionCount(String topic) {
    client.metadata().want(topic);
    return client.partitionCount(topic);
  }

  @Override
  public void initProducer(
      String transactionalId, Optional<ProducerIdentity> current, Reply<ProducerIdentity> reply) {
    transactions.initProducer(transactionalId, current, reply);
  }

  @Override
  public void fence(
      String transactionalId,
      ProducerIdentity producer,
      List<TopicPartition> partitions,
      Reply<ProducerIdentity> reply) {
    transactions.fence(transactionalId, producer, partitions, reply);
  }

  @Override
  public void tail(
      TopicPartition partition,
      Uuid topicId,
      long trustedEnd,
      Set<Long> producerIds,
      Reply<TargetTail> reply) {
    if (client
        .identity(partition.topic())
        .filter(id -> Incarnation.isSame(id, topicId))
        .isEmpty()) {
      reply.failed(
          new Failure.Retry(
              Reason.UNKNOWN_TOPIC_ID,
              "the topic of " + partition + " was deleted and created again"));
      return;
    }
    // From here on the id is part of what must not change before the last append.
    queue.expectSameLeader(partition);
    log.tail(partition, trustedEnd, producerIds, reply);
  }

  @Override
  public void readRecords(TopicPartition partition, RecordReader reader, Reply<Long> reply) {
    log.readRecords(partition, reader, reply);
  }

  @Override
  public void append(
      TopicPartition partition,
      ProducerIdentity producer,
      int sequence,
      FetchedBatch batch,
      Reply<Long> reply) {
    SourceBatch source = (SourceBatch) batch;
    source.patchForAppend(producer.id(), producer.epoch(), sequence);
    queue.add(new Append(partition, source, reply));
  }

  @Override
  public void appendRecords(
      TopicPartition partition,
      ProducerIdentity producer,
      int sequence,
      List<KeyValue> records,
      Reply<Long> reply) {
    SimpleRecord[] entries =
        records.stream()
            .map(each -> new SimpleRecord(System.currentTimeMillis(), each.key(), each.value()))
            .toArray(SimpleRecord[]::new);
    ByteBuffer bytes =
        MemoryRecords.withIdempotentRecords(
                Compression.NONE, producer.id(), producer.epoch(), sequence, entries)
            .buffer();
    SourceBatch batch = new SourceBatch(bytes, 0, true, null, null);
    queue.add(new Append(partition, batch, reply));
  }

  @Override
  public void logStart(TopicPartition partition, Reply<Long> reply) {
    OffsetLookup.offsetAt(client, partition, BatchFetcher.EARLIEST, reply);
  }

  @Override
  public void withdraw(TopicPartition partition) {
    queue.withdraw(partition);
  }

  @Override
  public void forget(TopicPartition partition) {
    queue.forget(partition);
    resolving.remove(partition);
    if (inUse.remove(partition)) {
      client.metadata().release(partition.topic());
    }
  }

  @Override
  public void poll(long maxWaitMs) {
    coordinators.flush();
    boolean left = queue.flush();
    long wait = resolutions.areAwaited() ? Math.min(RESOLVE_WAIT_MS, maxWaitMs) : maxWaitMs;
    client.poll(left ? Math.min(LEFTOVER_WAIT_MS, wait) : wait);
    resolutions.answer();
    // What answers have set off is appended by the next call: before, the loop looks whether the
    // process stood still in this one.
    coordinators.flush();
  }

  @Override
  public void wakeup() {
    client.wakeup();
  }

  @Override
  public void close() {
    client.close();
  }
}
