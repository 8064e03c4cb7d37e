package io.chappe.replicator.simulation;

import io.chappe.failure.Failure;
import io.chappe.failure.Reason;
import io.chappe.replicator.copy.port.BatchAppender;
import io.chappe.replicator.copy.port.FetchedBatch;
import io.chappe.replicator.copy.port.ProducerIdentity;
import io.chappe.replicator.copy.port.Reply;
import io.chappe.replicator.copy.port.TargetTail;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;

/** The simulated target cluster, as one process reaches it: a connection each to three brokers. */
final class SimulatedTarget implements BatchAppender {
  private final World world;
  private final SimulatedProcess process;
  private final Connection toData;
  private final Connection toMap;
  private final Connection toCoordinator;
  private Uuid expectedId = Uuid.ZERO_UUID;

  SimulatedTarget(World world, SimulatedProcess process) {
    this.world = world;
    this.process = process;
    toData = new Connection(world.schedule, process);
    toMap = new Connection(world.schedule, process);
    toCoordinator = new Connection(world.schedule, process);
  }

  void loseConnections() {
    toData.loseAll();
    toMap.loseAll();
  }

  @Override
  public void resolve(TopicPartition partition, Reply<Uuid> reply) {
    toData.send(
        () -> {
          Uuid id = partition.equals(World.MAP) ? World.MAP_ID : world.targetId;
          return () -> reply.done(id);
        },
        reply);
  }

  @Override
  public void refreshMetadata() {
    // Nothing is remembered here.
  }

  @Override
  public int partitionCount(String topic) {
    return 1;
  }

  @Override
  public void initProducer(
      String transactionalId, Optional<ProducerIdentity> current, Reply<ProducerIdentity> reply) {
    toCoordinator.send(
        () -> {
          SimulatedCoordinator.Answer answer =
              world.coordinator.initProducer(current.map(SimulatedTarget::answer));
          process.note("InitProducerId " + current + " -> " + answer);
          if ("CONCURRENT_TRANSACTIONS".equals(answer.error())) {
            return () -> again(() -> initProducer(transactionalId, current, reply));
          }
          ProducerIdentity identity = new ProducerIdentity(answer.producerId(), answer.epoch());
          return () -> settle(Optional.ofNullable(answer.error()), identity, reply);
        },
        reply);
  }

  @Override
  public void fence(
      String transactionalId,
      ProducerIdentity producer,
      List<TopicPartition> partitions,
      Reply<ProducerIdentity> reply) {
    List<SimulatedLog<?>> logs = new ArrayList<>();
    partitions.forEach(partition -> logs.add(world.log(partition)));
    toCoordinator.send(
        () -> {
          Optional<String> error = world.coordinator.addPartitions(answer(producer), logs);
          process.note("AddPartitionsToTxn " + partitions + " -> " + error);
          if (error.equals(Optional.of("CONCURRENT_TRANSACTIONS"))) {
            return () -> again(() -> fence(transactionalId, producer, partitions, reply));
          }
          return error.isEmpty()
              ? () -> abort(producer, reply)
              : () -> settle(error, producer, reply);
        },
        reply);
  }

  private void abort(ProducerIdentity producer, Reply<ProducerIdentity> reply) {
    toCoordinator.send(
        () -> {
          Optional<String> error = world.coordinator.abort(answer(producer));
          process.note("EndTxn(abort) -> " + error);
          if (error.equals(Optional.of("CONCURRENT_TRANSACTIONS"))) {
            return () -> again(() -> abort(producer, reply));
          }
          return () -> settle(error, producer, reply);
        },
        reply);
  }

  @Override
  public void tail(
      TopicPartition partition,
      Uuid topicId,
      long trustedEnd,
      Set<Long> producerIds,
      Reply<TargetTail> reply) {
    toData.send(
        () -> {
          if (!topicId.equals(world.targetId)) {
            return () -> reply.failed(new Failure.Retry(Reason.UNKNOWN_TOPIC_ID, "created again"));
          }
          expectedId = topicId;
          TargetTail tail = world.data.tail(trustedEnd, producerIds);
          process.note("reads " + tail);
          return () -> reply.done(tail);
        },
        reply);
  }

  private static void readBatch(SimulatedLog.Entry<KeyValue> entry, RecordReader reader) {
    reader.batch(entry.baseOffset(), entry.end(), entry.isMarker(), entry.writer());
    entry
        .records()
        .forEach(
            each -> reader.record(entry.baseOffset(), each.key(), each.value(), entry.writer()));
  }

  @Override
  public void readRecords(TopicPartition partition, RecordReader reader, Reply<Long> reply) {
    toMap.send(
        () -> {
          List<SimulatedLog.Entry<KeyValue>> entries = List.copyOf(world.map.entries());
          long end = world.map.end();
          process.note("reads the map up to " + end);
          return () -> {
            entries.forEach(entry -> readBatch(entry, reader));
            reply.done(end);
          };
        },
        reply);
  }

  @Override
  public void append(
      TopicPartition partition,
      ProducerIdentity producer,
      int sequence,
      FetchedBatch batch,
      Reply<Long> reply) {
    List<Long> records = ((SimulatedBatch) batch).records();
    Uuid id = expectedId;
    toData.send(
        () ->
            id.equals(world.targetId)
                ? append(world.data, producer, sequence, records, reply)
                : () -> reply.failed(new Failure.Retry(Reason.UNKNOWN_TOPIC_ID, "created again")),
        reply);
  }

  @Override
  public void appendRecords(
      TopicPartition partition,
      ProducerIdentity producer,
      int sequence,
      List<KeyValue> records,
      Reply<Long> reply) {
    toMap.send(() -> append(world.map, producer, sequence, records, reply), reply);
  }

  private <T> Runnable append(
      SimulatedLog<T> log,
      ProducerIdentity producer,
      int sequence,
      List<T> records,
      Reply<Long> reply) {
    if (world.refuses(records)) {
      process.note("append of " + world.describe(records) + " is refused");
      return () ->
          reply.failed(new Failure.Refused(Reason.INVALID_TIMESTAMP, "refused", List.of()));
    }
    SimulatedLog.Answer answer = log.append(producer.id(), producer.epoch(), sequence, records);
    process.note(
        "append to %s epoch %d sequence %d %s -> %s"
            .formatted(log.name, producer.epoch(), sequence, world.describe(records), answer));
    return () -> settle(Optional.ofNullable(answer.error()), answer.offset(), reply);
  }

  private void again(Runnable request) {
    world.schedule.after(5, () -> process.deliver(request));
  }

  private static <T> void settle(Optional<String> error, T value, Reply<T> reply) {
    if (error.isEmpty()) {
      reply.done(value);
    } else if (error.get().equals("OUT_OF_ORDER_SEQUENCE_NUMBER")) {
      reply.failed(new Failure.Retry(Reason.ofError(error.get()), "refused"));
    } else {
      reply.failed(new Failure.Fenced(Reason.ofError(error.get()), "refused"));
    }
  }

  private static SimulatedCoordinator.Answer answer(ProducerIdentity identity) {
    return new SimulatedCoordinator.Answer(identity.id(), identity.epoch(), null);
  }

  @Override
  public void logStart(TopicPartition partition, Reply<Long> reply) {
    toData.send(
        () -> {
          long start = world.data.logStart();
          return () -> reply.done(start);
        },
        reply);
  }

  /** All appends are on their way at once. */
  @Override
  public void withdraw(TopicPartition partition) {}

  @Override
  public void forget(TopicPartition partition) {}

  @Override
  public void poll(long maxWaitMs) {}

  @Override
  public void wakeup() {}

  @Override
  public void close() {}
}
