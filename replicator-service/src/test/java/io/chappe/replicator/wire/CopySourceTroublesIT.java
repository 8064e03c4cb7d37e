package io.chappe.replicator.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.chappe.replicator.copy.CopyLoop;
import io.chappe.testing.Records;
import io.chappe.testing.SharedClusters;
import io.chappe.testing.SharedClustersExtension;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.record.CompressionType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Logs that are not simply one record after the other. */
@ExtendWith(SharedClustersExtension.class)
class CopySourceTroublesIT {
  private final CopyFixture fixture;

  CopySourceTroublesIT(SharedClusters clusters) {
    this.fixture = new CopyFixture(clusters);
  }

  @Test
  void copiesCommittedTransactionsOnly() {
    String topic = SharedClusters.uniqueName("transactions");
    fixture.createTopics(topic, 1);
    produceTransactions(topic, "before", 30);
    try (CopyLoop loop = fixture.loop(topic)) {
      CopyFixture.copyAll(loop, topic, 1);
      fixture.awaitEqual(topic);
      produceTransactions(topic, "while", 30);
      fixture.awaitEqual(topic);
      CopyFixture.release(loop, topic);
    }
    produceTransactions(topic, "between", 30);
    try (CopyLoop loop = fixture.loop(topic)) {
      CopyFixture.copyAll(loop, topic, 1);
      fixture.awaitEqual(topic);
    }
  }

  /**
   * Every third transaction is aborted; two producers take turns, so that theirs lie between each
   * other's.
   */
  private void produceTransactions(String topic, String stage, int count) {
    try (Producer<byte[], byte[]> one = transactional(topic + stage + 1);
        Producer<byte[], byte[]> other = transactional(topic + stage + 2)) {
      one.initTransactions();
      other.initTransactions();
      for (int number = 0; number < count; number++) {
        one.beginTransaction();
        other.beginTransaction();
        for (int record = 0; record < 3; record++) {
          one.send(record(topic, stage + "-one-" + number + "-" + record));
          other.send(record(topic, stage + "-other-" + number + "-" + record));
          one.flush();
          other.flush();
        }
        end(one, number);
        end(other, number + 1);
      }
    }
  }

  private Producer<byte[], byte[]> transactional(String id) {
    return Records.producer(fixture.source, Map.of("transactional.id", id));
  }

  private static ProducerRecord<byte[], byte[]> record(String topic, String text) {
    return new ProducerRecord<>(topic, 0, null, text.getBytes(UTF_8));
  }

  private static void end(Producer<byte[], byte[]> producer, int number) {
    if (number % 3 == 2) {
      producer.abortTransaction();
    } else {
      producer.commitTransaction();
    }
  }

  @Test
  void goesOnBehindWhatTheSourceDeletedBeforeItWasCopied() throws Exception {
    String topic = SharedClusters.uniqueName("deleted");
    fixture.createTopics(topic, 1);
    Records.produce(fixture.source, topic, CompressionType.NONE, 100);
    try (CopyLoop loop = fixture.loop(topic)) {
      CopyFixture.copyAll(loop, topic, 1);
      fixture.awaitEqual(topic);
      CopyFixture.release(loop, topic);
    }
    Records.produce(fixture.source, topic, CompressionType.NONE, 100);
    deleteBefore(topic, 150);
    try (CopyLoop loop = fixture.loop(topic)) {
      CopyFixture.copyAll(loop, topic, 1);
      fixture.awaitEqual(topic, 100);
      assertThat(fixture.losses).containsExactly("100..150");
    }
  }

  private void deleteBefore(String topic, long offset)
      throws ExecutionException, InterruptedException {
    fixture
        .source
        .admin()
        .deleteRecords(Map.of(new TopicPartition(topic, 0), RecordsToDelete.beforeOffset(offset)))
        .all()
        .get();
  }
}
