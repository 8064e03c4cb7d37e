package io.chappe.checkpoint.emission;

import io.chappe.clients.KafkaClients;
import io.chappe.clients.TopicFollower;
import io.chappe.records.CheckpointCodec;
import io.chappe.records.RecordDecodingException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.mirror.Checkpoint;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What stands in the checkpoints topic: loaded once, then kept up with what is written, so that
 * nothing is written twice, after a restart neither. For one thread.
 */
public final class EmittedCheckpoints {
  private static final Logger LOGGER = LoggerFactory.getLogger(EmittedCheckpoints.class);

  private record Key(String group, TopicPartition partition) {
    static Key of(Checkpoint checkpoint) {
      return new Key(checkpoint.consumerGroupId(), checkpoint.topicPartition());
    }
  }

  private final String topic;
  private final Map<Key, Checkpoint> newest = new HashMap<>();

  public EmittedCheckpoints(String topic) {
    this.topic = topic;
  }

  /** Reads the topic from its beginning to its end. */
  public void load(KafkaClients target, Runnable tick) {
    newest.clear();
    TopicFollower.open(target, topic, tick)
        .ifPresent(
            follower -> {
              try (follower) {
                follower.readToEnd(this::take);
              }
            });
  }

  private void take(ConsumerRecord<byte[], byte[]> received) {
    // Nobody writes tombstones here yet; one tells that the key is gone, which needs no memory.
    if (received.value() == null) {
      return;
    }
    try {
      remember(CheckpointCodec.decode(received));
    } catch (RecordDecodingException e) {
      LOGGER.warn("checkpoint skipped: {}", e.getMessage());
    }
  }

  /** Takes notice that a checkpoint stands in the topic. */
  public void remember(Checkpoint checkpoint) {
    newest.put(Key.of(checkpoint), checkpoint);
  }

  /** Of some checkpoints, those that tell something new. */
  public List<Checkpoint> news(List<Checkpoint> checkpoints, Map<TopicPartition, Long> logEnds) {
    return checkpoints.stream()
        .filter(checkpoint -> isNews(checkpoint, logEnds.get(checkpoint.topicPartition())))
        .toList();
  }

  /**
   * The same upstream offset may translate lower than before, when old runs were thinned away: then
   * the old checkpoint is the better one, unless it points behind the end of a log that was cut.
   */
  private boolean isNews(Checkpoint checkpoint, long logEnd) {
    Checkpoint before = newest.get(Key.of(checkpoint));
    return before == null
        || before.upstreamOffset() != checkpoint.upstreamOffset()
        || before.downstreamOffset() < checkpoint.downstreamOffset()
        || before.downstreamOffset() > logEnd
        || !before.metadata().equals(checkpoint.metadata());
  }

  /**
   * Writes checkpoints and waits for all acknowledgements. What was not acknowledged is news again.
   *
   * @throws ExecutionException as the first error
   */
  public void write(Producer<byte[], byte[]> producer, List<Checkpoint> checkpoints)
      throws ExecutionException, InterruptedException {
    List<Future<RecordMetadata>> sent = new ArrayList<>(checkpoints.size());
    for (Checkpoint each : checkpoints) {
      sent.add(producer.send(CheckpointCodec.toRecord(topic, each)));
    }
    ExecutionException failure = null;
    for (int index = 0; index < sent.size(); index++) {
      try {
        sent.get(index).get();
        remember(checkpoints.get(index));
      } catch (ExecutionException e) {
        failure = failure == null ? e : failure;
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}
