package io.chappe.benchmark.run;

import io.chappe.benchmark.Arena;
import io.chappe.benchmark.contender.Contender;
import io.chappe.benchmark.contender.Running;
import io.chappe.benchmark.contender.Task;
import io.chappe.benchmark.load.ManyTopics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** What the number of partitions costs: next to nothing is in them, and nothing is written. */
public final class Scale {
  private static final Duration LIMIT = Duration.ofMinutes(15);
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration SETTLE = Duration.ofSeconds(30);

  /** Of what is done at intervals, the configurations of 1,000 topics have the longest. */
  private static final Duration IDLE = Duration.ofSeconds(100);

  private final Arena arena;
  private final ManyTopics topics;

  /**
   * @param topics that are on the source, with one record in each partition
   */
  public Scale(Arena arena, ManyTopics topics) {
    this.arena = arena;
    this.topics = topics;
  }

  /**
   * What one run has shown.
   *
   * @param startSeconds from the start until each partition's record is on the target, with all
   *     topics to be created there
   * @param startCpu CPU seconds until then
   * @param residentMebibytes memory when idle
   * @param peakMebibytes the most memory
   * @param idleCpu CPU when idle, as a share of one core
   * @param idleBrokersCpu that of both brokers meanwhile
   * @param sendsPerSecond writing system calls when idle: about as many as requests
   * @param restartSeconds from the second start, after an orderly end, until each partition's next
   *     record is on the target
   * @param restartCpu CPU seconds until then
   */
  public record Result(
      double startSeconds,
      double startCpu,
      double residentMebibytes,
      double peakMebibytes,
      double idleCpu,
      double idleBrokersCpu,
      double sendsPerSecond,
      double restartSeconds,
      double restartCpu) {}

  /**
   * Runs one contender.
   *
   * @param alias for the source, used by no run before
   */
  public Result run(Contender contender, String alias) {
    Task task =
        new Task(
            alias,
            arena.source().bootstrapServers(),
            arena.target().bootstrapServers(),
            topics.workload(),
            false);
    Map<String, Object> settings = new HashMap<>(arena.target().clientProperties());
    settings.put("auto.offset.reset", "earliest");
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      long perWave = topics.partitions().size();
      long before = topics.waves();
      Idle idle;
      double startSeconds;
      double startCpu;
      try (Running running = contender.start(task, folder(alias + "-1"))) {
        awaitTopics(running, task);
        consumer.assign(copies(task));
        receive(consumer, running, before * perWave);
        startSeconds = running.seconds();
        startCpu = running.cpuSeconds();
        LockSupport.parkNanos(SETTLE.toNanos());
        idle = idle(running);
        running.end();
      }
      topics.write(arena.source());
      try (Running running = contender.start(task, folder(alias + "-2"))) {
        receive(consumer, running, perWave);
        return new Result(
            startSeconds,
            startCpu,
            idle.resident(),
            Math.max(idle.peak(), running.peakMebibytes()),
            idle.cpu(),
            idle.brokersCpu(),
            idle.sends(),
            running.seconds(),
            running.cpuSeconds());
      }
    } finally {
      copies(task).stream().map(TopicPartition::topic).distinct().forEach(arena::deleteOnTarget);
    }
  }

  private record Idle(double cpu, double brokersCpu, double sends, double resident, double peak) {}

  private Idle idle(Running running) {
    double cpu = running.cpuSeconds();
    double brokersCpu = arena.brokerCpuSeconds();
    long sends = running.writes();
    LockSupport.parkNanos(IDLE.toNanos());
    running.check();
    return new Idle(
        (running.cpuSeconds() - cpu) / IDLE.toSeconds(),
        (arena.brokerCpuSeconds() - brokersCpu) / IDLE.toSeconds(),
        (running.writes() - sends) / (double) IDLE.toSeconds(),
        running.residentMebibytes(),
        running.peakMebibytes());
  }

  private List<TopicPartition> copies(Task task) {
    return topics.partitions().stream()
        .map(each -> new TopicPartition(task.alias() + "." + each.topic(), each.partition()))
        .toList();
  }

  private void awaitTopics(Running running, Task task) {
    List<String> wanted = copies(task).stream().map(TopicPartition::topic).distinct().toList();
    await(
        running,
        () -> {
          try {
            return arena.target().admin().listTopics().names().get().containsAll(wanted);
          } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
          }
        });
  }

  private static void receive(
      KafkaConsumer<byte[], byte[]> consumer, Running running, long expected) {
    long[] received = {0};
    await(
        running,
        () -> {
          received[0] += consumer.poll(POLL).count();
          if (received[0] > expected) {
            throw new IllegalStateException(received[0] + " records instead of " + expected);
          }
          return received[0] == expected;
        });
  }

  /** A question whose answer changes. */
  private interface Question {
    boolean isSo() throws InterruptedException;
  }

  private static void await(Running running, Question question) {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    try {
      while (!question.isSo()) {
        running.check();
        if (System.nanoTime() > deadline) {
          throw new IllegalStateException("not within " + LIMIT + "\n" + running.tail());
        }
        LockSupport.parkNanos(POLL.toNanos());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private Path folder(String alias) {
    try {
      return Files.createDirectories(arena.folder().resolve(alias));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
