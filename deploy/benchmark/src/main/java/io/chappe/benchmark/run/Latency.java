package io.chappe.benchmark.run;

import io.chappe.benchmark.Arena;
import io.chappe.benchmark.contender.Contender;
import io.chappe.benchmark.contender.Running;
import io.chappe.benchmark.contender.Task;
import io.chappe.benchmark.load.Payload;
import io.chappe.benchmark.load.Workload;
import io.chappe.testing.Records;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.HdrHistogram.Histogram;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Sends records at a steady rate, and measures how long each takes from the producer's {@code send}
 * on the source until a consumer on the target has it.
 */
public final class Latency {
  private static final int PARTITIONS = 8;
  private static final Duration WARM_UP = Duration.ofSeconds(15);
  private static final Duration MEASURED = Duration.ofSeconds(20);
  private static final Duration DRAIN = Duration.ofSeconds(10);
  private static final Duration START_LIMIT = Duration.ofMinutes(2);
  private static final long HIGHEST_MICROS = Duration.ofMinutes(2).toNanos() / 1_000;

  private final Arena arena;
  private final int rate;

  /**
   * @param rate records a second
   */
  public Latency(Arena arena, int rate) {
    this.arena = arena;
    this.rate = rate;
  }

  /**
   * What one run has shown.
   *
   * @param micros the latencies, microseconds
   * @param cpu CPU that the contender used while they were measured, as a share of one core
   * @param missing records that didn't arrive in time
   */
  public record Result(Histogram micros, double cpu, long missing) {}

  /**
   * Runs one contender.
   *
   * @param alias for the source, used by no run before
   */
  public Result run(Contender contender, String alias) {
    Workload workload =
        new Workload("latency-" + alias, "none", 16_384, PARTITIONS, 0, Workload.Kind.PLAIN);
    Task task =
        new Task(
            alias,
            arena.source().bootstrapServers(),
            arena.target().bootstrapServers(),
            workload,
            true);
    arena.source().createTopic(workload.topic(), PARTITIONS);
    try (Running running = contender.start(task, folder(alias))) {
      awaitRemote(running, contender.remoteTopic(task));
      return measure(running, workload.topic(), contender.remoteTopic(task));
    } finally {
      arena.deleteOnTarget(contender.remoteTopic(task));
    }
  }

  private void awaitRemote(Running running, String remote) {
    long deadline = System.nanoTime() + START_LIMIT.toNanos();
    try {
      while (!arena.target().admin().listTopics().names().get().contains(remote)) {
        running.check();
        if (System.nanoTime() > deadline) {
          throw new IllegalStateException("no " + remote + "\n" + running.tail());
        }
        LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private Result measure(Running running, String topic, String remote) {
    Map<String, Object> settings = new HashMap<>(arena.target().clientProperties());
    settings.put("auto.offset.reset", "earliest");
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      consumer.assign(
          IntStream.range(0, PARTITIONS)
              .mapToObj(number -> new TopicPartition(remote, number))
              .toList());
      long begin = System.nanoTime();
      Sender sender = new Sender(topic, begin);
      Thread thread = Thread.ofPlatform().name("sender").start(sender);
      Histogram micros = new Histogram(HIGHEST_MICROS, 3);
      long from = begin + WARM_UP.toNanos();
      long to = from + MEASURED.toNanos();
      receive(consumer, micros, from, from);
      double cpuBefore = running.cpuSeconds();
      receive(consumer, micros, from, to);
      double cpu = (running.cpuSeconds() - cpuBefore) / MEASURED.toSeconds();
      thread.join();
      long expected = sender.sentFrom(from);
      long deadline = System.nanoTime() + DRAIN.toNanos();
      while (micros.getTotalCount() < expected && System.nanoTime() < deadline) {
        receive(consumer, micros, from, System.nanoTime());
      }
      return new Result(micros, cpu, expected - micros.getTotalCount());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Receives until a time, and counts what was sent from a time on. */
  private static void receive(
      KafkaConsumer<byte[], byte[]> consumer, Histogram micros, long from, long until) {
    do {
      for (ConsumerRecord<byte[], byte[]> each : consumer.poll(Duration.ofMillis(10))) {
        long sent = ByteBuffer.wrap(each.value()).getLong();
        if (sent >= from) {
          micros.recordValue(Math.min(HIGHEST_MICROS, (System.nanoTime() - sent) / 1_000));
        }
      }
    } while (System.nanoTime() < until);
  }

  /** Sends at the rate, by the clock: a pause is made up for, and counts as latency. */
  private final class Sender implements Runnable {
    private final String topic;
    private final long begin;
    private long[] sent = new long[0];

    Sender(String topic, long begin) {
      this.topic = topic;
      this.begin = begin;
    }

    @Override
    public void run() {
      int count = (int) (rate * WARM_UP.plus(MEASURED).toSeconds());
      sent = new long[count];
      Payload payload = new Payload();
      try (Producer<byte[], byte[]> producer =
          Records.producer(arena.source(), Map.of("linger.ms", 0))) {
        for (int number = 0; number < count; number++) {
          long due = begin + (long) (number * 1e9 / rate);
          for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
            LockSupport.parkNanos(left);
          }
          byte[] value = payload.next();
          sent[number] = due;
          ByteBuffer.wrap(value).putLong(due);
          producer.send(new ProducerRecord<>(topic, number % PARTITIONS, null, value));
        }
      }
    }

    long sentFrom(long from) {
      return java.util.Arrays.stream(sent).filter(each -> each >= from).count();
    }
  }

  private Path folder(String alias) {
    try {
      return Files.createDirectories(arena.folder().resolve(alias));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Rates that are measured. */
  public static List<Integer> rates() {
    return List.of(1_000, 20_000);
  }
}
