package io.chappe.acceptance;

import io.chappe.testing.Records;
import io.chappe.testing.TestCluster;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;

/** Writes one record after the other to each partition of a topic, at a steady pace. */
final class SteadyStream implements AutoCloseable {
  private final Producer<byte[], byte[]> producer;
  private final String topic;
  private final int partitions;
  private final Future<?> sending;
  private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();

  /**
   * @param pauseMs milliseconds between two records of a partition
   */
  SteadyStream(TestCluster cluster, String topic, int partitions, int pauseMs) {
    this.producer = Records.producer(cluster, Map.of("compression.type", "lz4"));
    this.topic = topic;
    this.partitions = partitions;
    Awaitility.await("the producer to know all partitions of " + topic)
        .until(() -> producer.partitionsFor(topic).size() == partitions);
    this.sending = clock.scheduleAtFixedRate(this::sendToEach, 0, pauseMs, TimeUnit.MILLISECONDS);
  }

  List<TopicPartition> copies(String prefix) {
    List<TopicPartition> copies = new ArrayList<>();
    for (int partition = 0; partition < partitions; partition++) {
      copies.add(new TopicPartition(prefix + topic, partition));
    }
    return copies;
  }

  private void sendToEach() {
    for (int partition = 0; partition < partitions; partition++) {
      Future<?> sent = producer.send(new ProducerRecord<>(topic, partition, null, new byte[100]));
      if (sent.isDone() && sent.state() == Future.State.FAILED) {
        throw new IllegalStateException(sent.exceptionNow());
      }
    }
  }

  /** Fails if sending has failed. */
  @Override
  public void close() {
    if (sending.state() == Future.State.FAILED) {
      throw new IllegalStateException(sending.exceptionNow());
    }
    clock.shutdownNow();
    producer.close();
  }
}
