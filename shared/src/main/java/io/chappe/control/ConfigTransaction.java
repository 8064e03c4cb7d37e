package io.chappe.control;

import io.chappe.clients.KafkaClients;
import io.chappe.clients.TopicFollower;
import io.chappe.clients.TopicIdentity;
import io.chappe.naming.HomeTopics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * One change of {@code chappe.config.internal}: a comparison and a write between which no other
 * record comes. For one thread.
 *
 * <pre>
 *   begin: fence other writers, read all -> commit: write, look for what came since the reading
 *                                             nothing  -> commit
 *                                             anything -> abort
 * </pre>
 */
final class ConfigTransaction implements AutoCloseable {
  private final KafkaClients home;
  private final Duration limit;
  private final Producer<byte[], byte[]> producer;
  private final TopicIdentity identity;
  private TopicFollower follower;
  private String topicId = "";

  /**
   * @param limit for each answer of the cluster
   * @param transactionLimit after which the cluster ends what a writer has left behind
   */
  ConfigTransaction(KafkaClients home, Duration limit, Duration transactionLimit) {
    this.home = home;
    this.limit = limit;
    this.identity = new TopicIdentity(home, HomeTopics.CONFIG);
    String millis = Long.toString(limit.toMillis());
    this.producer =
        home.producer(
            Map.of(
                ProducerConfig.TRANSACTIONAL_ID_CONFIG,
                ConfigWriter.TRANSACTIONAL_ID,
                ProducerConfig.TRANSACTION_TIMEOUT_CONFIG,
                Long.toString(transactionLimit.toMillis()),
                ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
                "true",
                ProducerConfig.ACKS_CONFIG,
                "all",
                ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION,
                "1",
                ProducerConfig.MAX_BLOCK_MS_CONFIG,
                millis,
                ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                millis,
                ProducerConfig.LINGER_MS_CONFIG,
                "0",
                ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                millis));
  }

  /** Fences whoever writes now, and reads all that the topic holds, whichever topic that is. */
  TopicReading begin() {
    producer.initTransactions();
    follower =
        TopicFollower.openCommitted(home, HomeTopics.CONFIG, () -> {})
            .orElseThrow(
                () ->
                    new UnknownTopicOrPartitionException(
                        "there is no topic "
                            + HomeTopics.CONFIG
                            + ": restart a service to make it"));
    topicId = identity.ask();
    return new TopicReading(topicId, false, read());
  }

  private List<TopicReading.Entry> read() {
    List<TopicReading.Entry> records = new ArrayList<>();
    follower.readToEnd(
        each ->
            records.add(
                new TopicReading.Entry(
                    each.offset(),
                    text(each.key()),
                    text(each.value()),
                    WrittenBy.of(each.headers()))));
    return records;
  }

  /**
   * Writes a record if the topic holds nothing more than what was read.
   *
   * @param by who changes it, see {@link WrittenBy}
   * @return its offset; empty if it does
   */
  OptionalLong commit(String key, Optional<String> json, String by)
      throws ExecutionException, InterruptedException, TimeoutException {
    ProducerRecord<byte[], byte[]> made =
        new ProducerRecord<>(
            HomeTopics.CONFIG, bytes(key), json.map(ConfigTransaction::bytes).orElse(null));
    made.headers().add(WrittenBy.HEADER, bytes(by));
    producer.beginTransaction();
    long offset = producer.send(made).get(limit.toMillis(), TimeUnit.MILLISECONDS).offset();
    // What is committed ends before this transaction.
    if (!read().isEmpty() || !identity.ask().equals(topicId)) {
      producer.abortTransaction();
      return OptionalLong.empty();
    }
    try {
      producer.commitTransaction();
    } catch (org.apache.kafka.common.errors.TimeoutException e) {
      throw new TimeoutException("the commit: it may be written all the same, see /api/changes");
    }
    return OptionalLong.of(offset);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String text(byte[] bytes) {
    return bytes == null ? null : new String(bytes, StandardCharsets.UTF_8);
  }

  /** An open transaction is aborted by the next writer, or by the cluster after its limit. */
  @Override
  public void close() {
    try {
      producer.close(limit);
    } finally {
      identity.close();
      if (follower != null) {
        follower.close();
      }
    }
  }
}
