package io.chappe.replicator.simulation;

import io.chappe.replicator.copy.port.BatchAppender;
import io.chappe.replicator.copy.port.FetchedBatch;
import io.chappe.replicator.copy.port.ProducerIdentity;
import io.chappe.replicator.copy.port.Reply;
import io.chappe.replicator.copy.port.TargetTail;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;

/** Passes every call on; flaws override the one that they break. */
public class ForwardingAppender implements BatchAppender {
  private final BatchAppender target;

  public ForwardingAppender(BatchAppender target) {
    this.target = target;
  }

  @Override
  public void resolve(TopicPartition partition, Reply<Uuid> reply) {
    target.resolve(partition, reply);
  }

  @Override
  public void refreshMetadata() {
    target.refreshMetadata();
  }

  @Override
  public int partitionCount(String topic) {
    return target.partitionCount(topic);
  }

  @Override
  public void initProducer(
      String transactionalId, Optional<ProducerIdentity> current, Reply<ProducerIdentity> reply) {
    target.initProducer(transactionalId, current, reply);
  }

  @Override
  public void fence(
      String transactionalId,
      ProducerIdentity producer,
      List<TopicPartition> partitions,
      Reply<ProducerIdentity> reply) {
    target.fence(transactionalId, producer, partitions, reply);
  }

  @Override
  public void tail(
      TopicPartition partition,
      Uuid topicId,
      long trustedEnd,
      Set<Long> producerIds,
      Reply<TargetTail> reply) {
    target.tail(partition, topicId, trustedEnd, producerIds, reply);
  }

  @Override
  public void readRecords(TopicPartition partition, RecordReader reader, Reply<Long> reply) {
    target.readRecords(partition, reader, reply);
  }

  @Override
  public void append(
      TopicPartition partition,
      ProducerIdentity producer,
      int sequence,
      FetchedBatch batch,
      Reply<Long> reply) {
    target.append(partition, producer, sequence, batch, reply);
  }

  @Override
  public void appendRecords(
      TopicPartition partition,
      ProducerIdentity producer,
      int sequence,
      List<KeyValue> records,
      Reply<Long> reply) {
    target.appendRecords(partition, producer, sequence, records, reply);
  }

  @Override
  public void logStart(TopicPartition partition, Reply<Long> reply) {
    target.logStart(partition, reply);
  }

  @Override
  public void withdraw(TopicPartition partition) {
    target.withdraw(partition);
  }

  @Override
  public void forget(TopicPartition partition) {
    target.forget(partition);
  }

  @Override
  public void poll(long maxWaitMs) {
    target.poll(maxWaitMs);
  }

  @Override
  public void wakeup() {
    target.wakeup();
  }

  @Override
  public void close() {
    // What is wrapped belongs to the world.
  }
}
