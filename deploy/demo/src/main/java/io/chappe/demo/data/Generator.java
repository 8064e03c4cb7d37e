package io.chappe.demo.data;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Produces orders, payments and shipments into one cluster at a steady rate. */
public final class Generator implements AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(Generator.class);
  private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  /** Each topic with a codec of its own, as topics of several teams have. */
  private static final Map<String, String> CODEC_BY_TOPIC =
      Map.of(Orders.ORDERS, "lz4", Orders.PAYMENTS, "none", Orders.SHIPMENTS, "zstd");

  private final String cluster;
  private final double recordsPerSecond;
  private final Orders orders;
  private final Map<String, Producer<byte[], byte[]>> producers = new HashMap<>();
  private final LongAdder acknowledged = new LongAdder();
  private final Thread thread;
  private volatile boolean closing;

  /**
   * @param cluster alias of the cluster
   * @param bootstrapServers where it is
   * @param recordsPerSecond rate over all topics, 1 or more
   * @param random makes the data
   */
  public Generator(
      String cluster, String bootstrapServers, double recordsPerSecond, RandomGenerator random) {
    this.cluster = cluster;
    this.recordsPerSecond = recordsPerSecond;
    orders = new Orders(cluster, random);
    CODEC_BY_TOPIC.forEach(
        (topic, codec) -> producers.put(topic, producer(bootstrapServers, codec)));
    thread = new Thread(this::run, "generator-" + cluster);
  }

  /** The topics, which must exist, and the number of partitions that each is to have. */
  public static Map<String, Integer> partitionsByTopic() {
    return Map.of(Orders.ORDERS, 6, Orders.PAYMENTS, 3, Orders.SHIPMENTS, 3);
  }

  /** Begins to produce, in a thread of its own. */
  public void start() {
    thread.setDaemon(true);
    thread.start();
  }

  /** Records that the cluster has acknowledged. */
  public long acknowledged() {
    return acknowledged.sum();
  }

  /** Stops producing, and waits for what is under way; can be called again. */
  @Override
  public void close() {
    closing = true;
    try {
      thread.join(TimeUnit.SECONDS.toMillis(5));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    producers.values().forEach(producer -> producer.close(Duration.ofSeconds(3)));
  }

  /** Sends at each tick what is due by then, so that a short pause is made up for. */
  private void run() {
    long start = System.nanoTime();
    long sent = 0;
    while (!closing) {
      long due = (long) ((System.nanoTime() - start) / 1e9 * recordsPerSecond);
      // What is late by more than a second won't be made up for: the machine can't do more.
      sent = Math.max(sent, due - (long) recordsPerSecond);
      for (; sent < due && !closing; sent++) {
        send(orders.next());
      }
      LockSupport.parkNanos(TICK_NANOS);
    }
  }

  private void send(ProducerRecord<byte[], byte[]> record) {
    producers
        .get(record.topic())
        .send(
            record,
            (metadata, failure) -> {
              if (failure == null) {
                acknowledged.increment();
              } else {
                LOGGER.warn(
                    "not produced: cluster={} topic={} reason={}",
                    cluster,
                    record.topic(),
                    failure.toString());
              }
            });
  }

  private static Producer<byte[], byte[]> producer(String bootstrapServers, String codec) {
    Map<String, Object> properties =
        Map.of(
            ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
            bootstrapServers,
            ProducerConfig.COMPRESSION_TYPE_CONFIG,
            codec,
            ProducerConfig.LINGER_MS_CONFIG,
            10,
            ProducerConfig.BATCH_SIZE_CONFIG,
            65_536);
    return new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
  }
}
