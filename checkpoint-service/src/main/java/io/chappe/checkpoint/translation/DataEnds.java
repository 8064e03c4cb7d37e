package io.chappe.checkpoint.translation;

import io.chappe.clients.KafkaClients;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;

/** Looks where the last records of partitions are, behind which only markers lie. */
public final class DataEnds {
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration CLOSE_LIMIT = Duration.ofMillis(500);

  private DataEnds() {}

  /**
   * Reads the last few offsets of logs.
   *
   * @param limit how long that may take
   * @param tick called after each wait, to show that the thread is alive
   * @throws TimeoutException if the brokers don't give what is there
   */
  public static Map<TopicPartition, LogRange> of(
      KafkaClients cluster, Map<TopicPartition, LogRange> logs, Duration limit, Runnable tick) {
    if (logs.isEmpty()) {
      return logs;
    }
    Consumer<byte[], byte[]> consumer =
        cluster.consumer(
            Map.of(
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest",
                ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_uncommitted"));
    try {
      Map<TopicPartition, Long> ends = read(consumer, logs, limit, tick);
      Map<TopicPartition, LogRange> known = new HashMap<>();
      logs.forEach(
          (partition, log) ->
              known.put(
                  partition,
                  new LogRange(log.start(), log.end(), Math.min(log.end(), ends.get(partition)))));
      return known;
    } finally {
      consumer.close(CloseOptions.timeout(CLOSE_LIMIT));
    }
  }

  /** The offsets behind the last records. */
  private static Map<TopicPartition, Long> read(
      Consumer<byte[], byte[]> consumer,
      Map<TopicPartition, LogRange> logs,
      Duration limit,
      Runnable tick) {
    Map<TopicPartition, Long> ends = new HashMap<>();
    logs.forEach((partition, log) -> ends.put(partition, log.dataEnd()));
    consumer.assign(logs.keySet());
    logs.forEach((partition, log) -> consumer.seek(partition, log.dataEnd()));
    long deadline = System.nanoTime() + limit.toNanos();
    while (!isRead(consumer, logs)) {
      consumer
          .poll(POLL)
          .forEach(
              each ->
                  ends.merge(
                      new TopicPartition(each.topic(), each.partition()),
                      each.offset() + 1,
                      Math::max));
      tick.run();
      if (System.nanoTime() - deadline > 0) {
        throw new TimeoutException("the ends of " + logs.size() + " partitions were not read");
      }
    }
    return ends;
  }

  private static boolean isRead(
      Consumer<byte[], byte[]> consumer, Map<TopicPartition, LogRange> logs) {
    return logs.entrySet().stream()
        .allMatch(each -> consumer.position(each.getKey()) >= each.getValue().end());
  }
}
