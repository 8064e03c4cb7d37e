package io.chappe.replicator.topics.deletion;

import io.chappe.clients.KafkaClients;
import io.chappe.config.ClientSettings;
import io.chappe.failure.FailedException;
import io.chappe.failure.Failure;
import io.chappe.loop.Closes;
import io.chappe.replicator.copy.port.BatchAppender;
import io.chappe.replicator.copy.port.Reply;
import io.chappe.replicator.copy.port.TargetTail;
import io.chappe.replicator.copy.port.Timers;
import io.chappe.replicator.wire.append.KafkaBatchAppender;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.TimeoutException;

/** Reads the logs of a real target, each call waiting for its answer. */
final class TargetReads implements CopyLogs {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration CLOSE_LIMIT = Duration.ofMillis(300);

  private final Runnable tick;
  private final Timers timers = new Timers(() -> TimeUnit.NANOSECONDS.toMillis(System.nanoTime()));
  private final KafkaBatchAppender logs;
  private final Consumer<byte[], byte[]> consumer;

  TargetReads(KafkaClients clients, ClientSettings target, String clientId, Runnable tick) {
    this.tick = tick;
    this.consumer =
        clients.consumer(
            Map.of(
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none",
                ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_uncommitted"));
    try {
      this.logs = new KafkaBatchAppender(target.alias(), clientId, target.producer(), timers);
    } catch (KafkaException e) {
      consumer.close(CloseOptions.timeout(CLOSE_LIMIT));
      throw e;
    }
  }

  @Override
  public int partitionCount(String topic) {
    this.<Uuid>answer(reply -> logs.resolve(new TopicPartition(topic, 0), reply));
    return logs.partitionCount(topic);
  }

  @Override
  public void records(TopicPartition partition, BatchAppender.RecordReader reader) {
    this.<Long>answer(reply -> logs.readRecords(partition, reader, reply));
  }

  @Override
  public TargetTail tail(
      TopicPartition partition, Uuid topicId, long trusted, Set<Long> producerIds) {
    this.<Uuid>answer(reply -> logs.resolve(partition, reply));
    return answer(reply -> logs.tail(partition, topicId, trusted, producerIds, reply));
  }

  @Override
  public Optional<Long> firstRecord(TopicPartition partition, long from, long to) {
    consumer.assign(List.of(partition));
    consumer.seek(partition, from);
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (consumer.position(partition) < to) {
      List<ConsumerRecord<byte[], byte[]>> found = consumer.poll(POLL).records(partition);
      tick.run();
      if (!found.isEmpty()) {
        long first = found.getFirst().offset();
        return first < to ? Optional.of(first) : Optional.empty();
      }
      checkTime(deadline, partition);
    }
    return Optional.empty();
  }

  @Override
  public Map<TopicPartition, Long> logEnds(Collection<TopicPartition> partitions) {
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, LIMIT);
    tick.run();
    return ends;
  }

  private <T> T answer(java.util.function.Consumer<Reply<T>> question) {
    Answered<T> answered = new Answered<>();
    question.accept(answered);
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (answered.value == null) {
      if (answered.failure != null) {
        throw new FailedException(answered.failure);
      }
      timers.run();
      logs.poll(timers.untilNext(POLL.toMillis()));
      tick.run();
      checkTime(deadline, "the target");
    }
    return answered.value;
  }

  private static void checkTime(long deadline, Object whom) {
    if (System.nanoTime() - deadline > 0) {
      throw new TimeoutException("no answer about " + whom);
    }
  }

  private static final class Answered<T> implements Reply<T> {
    private T value;
    private Failure failure;

    @Override
    public void done(T answer) {
      value = answer;
    }

    @Override
    public void failed(Failure reason) {
      failure = reason;
    }
  }

  @Override
  public void close() {
    Closes.inOrder("proof", List.of(logs, () -> consumer.close(CloseOptions.timeout(CLOSE_LIMIT))));
  }
}
