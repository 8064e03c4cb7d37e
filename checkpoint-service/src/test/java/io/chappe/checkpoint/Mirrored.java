package io.chappe.checkpoint;

import io.chappe.naming.FlowId;
import io.chappe.offsetmap.Cause;
import io.chappe.offsetmap.Incarnation;
import io.chappe.offsetmap.OffsetMapCodec;
import io.chappe.offsetmap.OffsetMapTopic;
import io.chappe.offsetmap.Run;
import io.chappe.offsetmap.RunKey;
import io.chappe.offsetmap.RunValue;
import io.chappe.offsetmap.SourcePartition;
import io.chappe.testing.Records;
import io.chappe.testing.TestCluster;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.Uuid;

/**
 * A topic on {@code us} and its copy on {@code eu}, as a replicator would leave them: the copy of
 * each record lies {@link #SHIFT} higher, and the offset map says so.
 */
public final class Mirrored {
  public static final FlowId FLOW = new FlowId("us", "eu");
  public static final long SHIFT = 5;
  static final String OFFSET_MAP = "us.offset-map.internal";

  private static final int PARTITIONS = 2;
  private static final int MAP_PARTITIONS = 3;

  private final TestCluster us;
  private final TestCluster eu;
  private final String topic;

  private Mirrored(TestCluster us, TestCluster eu, String topic) {
    this.us = us;
    this.eu = eu;
    this.topic = topic;
  }

  public static Mirrored create(TestCluster us, TestCluster eu, String topic) throws Exception {
    return create(us, eu, topic, PARTITIONS);
  }

  static Mirrored create(TestCluster us, TestCluster eu, String topic, int partitions)
      throws Exception {
    Mirrored mirrored = new Mirrored(us, eu, topic);
    us.createTopic(topic, partitions);
    eu.createTopic("us." + topic, partitions);
    if (!eu.admin().listTopics().names().get().contains(OFFSET_MAP)) {
      eu.createTopic(OFFSET_MAP, MAP_PARTITIONS, Map.of("cleanup.policy", "compact"));
    }
    for (int partition = 0; partition < partitions; partition++) {
      produce(eu, "us." + topic, partition, (int) SHIFT);
      mirrored.map(partition);
    }
    return mirrored;
  }

  /** Produces on the source and copies at once. */
  public void produce(int partition, int count) {
    produceOnSource(partition, count);
    produce(eu, "us." + topic, partition, count);
  }

  /** Produces on the source only: the replicator lags. */
  public void produceOnSource(int partition, int count) {
    produce(us, topic, partition, count);
  }

  /** Copies what was produced on the source only. */
  public void produceOnTarget(int partition, int count) {
    produce(eu, "us." + topic, partition, count);
  }

  private void map(int partition) throws ExecutionException, InterruptedException {
    SourcePartition source = new SourcePartition(topic, partition);
    Run run = new Run(0, SHIFT, 0, Cause.TAKEOVER, 0);
    Incarnation incarnation = new Incarnation(id(us, topic), id(eu, "us." + topic));
    try (Producer<byte[], byte[]> producer = Records.producer(eu, Map.of())) {
      Records.send(
          producer,
          List.of(
              new ProducerRecord<>(
                  OFFSET_MAP,
                  OffsetMapTopic.partitionFor(source, MAP_PARTITIONS),
                  OffsetMapCodec.encode(new RunKey(source, run.upstream())),
                  OffsetMapCodec.encode(new RunValue(incarnation, run)))));
    }
  }

  private static Uuid id(TestCluster cluster, String topic)
      throws ExecutionException, InterruptedException {
    TopicDescription description =
        cluster.admin().describeTopics(List.of(topic)).allTopicNames().get().get(topic);
    return description.topicId();
  }

  private static void produce(TestCluster cluster, String topic, int partition, int count) {
    List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
    for (int number = 0; number < count; number++) {
      records.add(new ProducerRecord<>(topic, partition, null, new byte[] {(byte) number}));
    }
    try (Producer<byte[], byte[]> producer = Records.producer(cluster, Map.of())) {
      Records.send(producer, records);
    }
  }
}
