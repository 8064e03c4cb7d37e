package io.chappe.checkpoint.syncs;

import io.chappe.checkpoint.syncs.StoredSyncs.Place;
import io.chappe.clients.InternalTopics;
import io.chappe.clients.KafkaClients;
import io.chappe.clients.TopicFollower;
import io.chappe.config.FlowConfig;
import io.chappe.offsetmap.Run;
import io.chappe.records.OffsetSync;
import io.chappe.records.OffsetSyncCodec;
import io.chappe.records.RecordDecodingException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** MM2's offset-syncs topic of a flow, and what stands in it. For one thread. */
final class SyncsTopic implements AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(SyncsTopic.class);
  private static final Duration CLOSE_LIMIT = Duration.ofMillis(500);
  private static final Map<String, String> PATIENCE =
      Map.of(
          ProducerConfig.MAX_BLOCK_MS_CONFIG, "10000",
          ProducerConfig.LINGER_MS_CONFIG, "5",
          ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, "10000",
          ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, "15000");

  private final KafkaClients cluster;
  private final String name;
  private final short replicationFactor;
  private final StoredSyncs told = new StoredSyncs();
  private Admin admin;
  private Producer<byte[], byte[]> producer;
  private Optional<TopicFollower> follower = Optional.empty();

  SyncsTopic(FlowConfig flow, String clientId) {
    boolean onSource = flow.offsetSyncs().onSource();
    this.cluster = new KafkaClients(onSource ? flow.source() : flow.target(), clientId);
    this.name =
        onSource
            ? flow.naming().offsetSyncsTopicOnSource()
            : flow.naming().offsetSyncsTopicOnTarget();
    this.replicationFactor = flow.offsetSyncs().replicationFactor();
  }

  /** Where the topic is. */
  String cluster() {
    return cluster.alias();
  }

  /** What stands in the topic. */
  StoredSyncs told() {
    return told;
  }

  /**
   * Creates the topic if it isn't there, as MM2 does, and reads it; later, reads on in it. So what
   * another instance wrote late is seen, and put right.
   *
   * @param holds whether a sync says nothing too high today
   */
  void open(Predicate<OffsetSync> holds, Runnable tick)
      throws ExecutionException, InterruptedException {
    if (follower.isEmpty()) {
      create(tick);
      told.clear();
      follower = TopicFollower.open(cluster, name, tick);
    }
    try {
      follower.ifPresent(opened -> opened.readToEnd(each -> take(each, holds)));
      told.readToEnd();
    } catch (RuntimeException e) {
      doubtAll();
      throw e;
    }
  }

  private void create(Runnable tick) throws ExecutionException, InterruptedException {
    if (admin == null) {
      admin = cluster.admin();
    }
    if (InternalTopics.ensure(admin, name, replicationFactor)) {
      LOGGER.info("topic created: cluster={} topic={}", cluster.alias(), name);
    }
    tick.run();
  }

  private void take(ConsumerRecord<byte[], byte[]> received, Predicate<OffsetSync> holds) {
    try {
      OffsetSync sync = OffsetSyncCodec.decode(received);
      told.read(new Place(received.partition(), received.offset()), sync, holds.test(sync));
    } catch (RecordDecodingException e) {
      LOGGER.warn("offset sync skipped: {}", e.getMessage());
    }
  }

  /**
   * Writes syncs in their order and waits for all acknowledgements. What got there, also in spite
   * of a failure, is told by reading on.
   *
   * @param runs the runs that they are taken from
   */
  void write(List<OffsetSync> syncs, Function<OffsetSync, Optional<Run>> runs)
      throws ExecutionException, InterruptedException {
    if (producer == null) {
      producer = cluster.producer(PATIENCE);
    }
    List<Future<RecordMetadata>> sent = new ArrayList<>(syncs.size());
    for (OffsetSync each : syncs) {
      sent.add(producer.send(OffsetSyncCodec.toRecord(name, each)));
    }
    for (int index = 0; index < sent.size(); index++) {
      RecordMetadata at = sent.get(index).get();
      told.written(new Place(at.partition(), at.offset()), runs.apply(syncs.get(index)));
    }
  }

  /** Others may have written since: the topic is read from its beginning next time. */
  void doubtAll() {
    follower.ifPresent(TopicFollower::close);
    follower = Optional.empty();
  }

  @Override
  public void close() {
    doubtAll();
    if (producer != null) {
      producer.close(CLOSE_LIMIT);
    }
    if (admin != null) {
      admin.close(CLOSE_LIMIT);
    }
  }
}
