package io.chappe.benchmark.limit;

import io.chappe.failure.Failure;
import io.chappe.replicator.copy.port.BatchAppender;
import io.chappe.replicator.copy.port.BatchFetcher;
import io.chappe.replicator.copy.port.Chunk;
import io.chappe.replicator.copy.port.FetchedBatch;
import io.chappe.replicator.copy.port.ProducerIdentity;
import io.chappe.replicator.copy.port.Reply;
import io.chappe.replicator.copy.port.Timers;
import io.chappe.replicator.wire.append.KafkaBatchAppender;
import io.chappe.replicator.wire.fetch.FetchTraffic;
import io.chappe.replicator.wire.fetch.KafkaBatchFetcher;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;

/** The process of {@link Limit}. */
final class LimitMain {
  private static final long KEPT_BYTES = 256L * 1024 * 1024;
  private static final long POLL_MS = 100;

  private final BlockingQueue<Runnable> events = new LinkedBlockingQueue<>();
  private final String source;
  private final String target;
  private final List<TopicPartition> partitions;
  private final String remote;
  private long bytes;

  private LimitMain(List<String> given) {
    source = given.get(0);
    target = given.get(1);
    remote = given.get(3);
    partitions =
        IntStream.range(0, Integer.parseInt(given.get(4)))
            .mapToObj(number -> new TopicPartition(given.get(2), number))
            .toList();
  }

  public static void main(String[] arguments) throws Exception {
    Thread.setDefaultUncaughtExceptionHandler(
        (thread, failure) -> {
          failure.printStackTrace();
          Runtime.getRuntime().halt(1);
        });
    new LimitMain(List.of(arguments)).run();
  }

  private void run() throws Exception {
    // Warms up this JVM and the brokers' page cache.
    fetch(KEPT_BYTES, false).forEach(FetchedBatchOf::release);
    bytes = 0;
    long begin = System.nanoTime();
    fetch(Long.MAX_VALUE, false);
    System.out.println("fetch=" + bytes / seconds(begin));
    System.out.println("wire=" + bytes);
    List<FetchedBatchOf> ready = fetch(KEPT_BYTES, true);
    System.out.println("append=" + append(ready));
    System.out.flush();
  }

  private record FetchedBatchOf(TopicPartition partition, FetchedBatch batch) {
    void release() {
      batch.release();
    }
  }

  /** Fetches up to an amount, and keeps it or throws it away. */
  private List<FetchedBatchOf> fetch(long most, boolean keep) throws InterruptedException {
    List<FetchedBatchOf> kept = new ArrayList<>();
    Set<TopicPartition> open = new HashSet<>(partitions);
    long before = bytes;
    try (BatchFetcher fetcher =
        new KafkaBatchFetcher(
            "source",
            "limit",
            Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                source,
                // A partition of which more than twice this is kept isn't fetched any further.
                ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG,
                Long.toString(KEPT_BYTES)),
            2 * KEPT_BYTES,
            FetchTraffic.unlimited(),
            this::execute,
            () -> {})) {
      for (TopicPartition each : partitions) {
        fetcher.resolve(each, reply(id -> begin(fetcher, each, id, open, keep, kept)));
      }
      while (!open.isEmpty() && bytes - before < most) {
        step();
      }
    }
    events.clear();
    return kept;
  }

  private void begin(
      BatchFetcher fetcher,
      TopicPartition partition,
      Uuid id,
      Set<TopicPartition> open,
      boolean keep,
      List<FetchedBatchOf> kept) {
    fetcher.offsetAt(
        partition,
        BatchFetcher.LATEST,
        reply(
            end ->
                fetcher.follow(partition, id, 0, -1, listener(partition, end, open, keep, kept))));
  }

  private BatchFetcher.Listener listener(
      TopicPartition partition,
      long end,
      Set<TopicPartition> open,
      boolean keep,
      List<FetchedBatchOf> kept) {
    return new BatchFetcher.Listener() {
      @Override
      public void fetched(Chunk chunk) {
        for (FetchedBatch each : chunk.batches()) {
          bytes += each.sizeInBytes();
          if (keep && each.isData() && each.isAppendable()) {
            kept.add(new FetchedBatchOf(partition, each));
          } else {
            each.release();
          }
        }
        if (chunk.endOffset() >= end) {
          open.remove(partition);
        }
      }

      @Override
      public void outOfRange() {
        throw new IllegalStateException(partition + " out of range");
      }

      @Override
      public void diverged(int epoch, long divergedAt) {
        throw new IllegalStateException(partition + " diverged at " + divergedAt);
      }

      @Override
      public void failed(Failure failure) {
        throw new IllegalStateException(partition + " " + failure);
      }
    };
  }

  /** Appends what is ready; bytes a second. */
  private double append(List<FetchedBatchOf> ready) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", target))) {
      NewTopic topic = new NewTopic(remote, Optional.of(partitions.size()), Optional.empty());
      admin.createTopics(List.of(topic)).all().get();
    }
    Timers timers = new Timers(() -> System.nanoTime() / 1_000_000);
    try (BatchAppender appender =
        new KafkaBatchAppender("target", "limit", Map.of("bootstrap.servers", target), timers)) {
      Set<TopicPartition> unknown = new HashSet<>(partitions);
      List<ProducerIdentity> identity = new ArrayList<>();
      for (TopicPartition each : partitions) {
        retrying(
            timers,
            (Reply<Uuid> reply) -> appender.resolve(onTarget(each), reply),
            // A new topic is known before its leaders have made its logs.
            id ->
                retrying(
                    timers,
                    (Reply<Long> reply) -> appender.logStart(onTarget(each), reply),
                    start -> unknown.remove(each)));
      }
      retrying(
          timers,
          (Reply<ProducerIdentity> reply) ->
              appender.initProducer("limit-" + remote, Optional.empty(), reply),
          identity::add);
      while (!unknown.isEmpty() || identity.isEmpty()) {
        timers.run();
        appender.poll(timers.untilNext(POLL_MS));
      }
      long size = ready.stream().mapToLong(each -> each.batch().sizeInBytes()).sum();
      long begin = System.nanoTime();
      appendAll(appender, timers, identity.getFirst(), ready);
      return size / seconds(begin);
    }
  }

  private void appendAll(
      BatchAppender appender,
      Timers timers,
      ProducerIdentity identity,
      List<FetchedBatchOf> ready) {
    Map<TopicPartition, Integer> sequences = new HashMap<>();
    long[] open = {ready.size()};
    for (FetchedBatchOf each : ready) {
      TopicPartition partition = onTarget(each.partition());
      int count = each.batch().recordCount();
      int sequence = sequences.merge(partition, count, Integer::sum) - count;
      appender.append(partition, identity, sequence, each.batch(), reply(offset -> open[0]--));
    }
    while (open[0] > 0) {
      timers.run();
      appender.poll(timers.untilNext(POLL_MS));
    }
  }

  private TopicPartition onTarget(TopicPartition partition) {
    return new TopicPartition(remote, partition.partition());
  }

  private void execute(Runnable event) {
    events.add(event);
  }

  private void step() throws InterruptedException {
    Runnable event = events.poll(POLL_MS, TimeUnit.MILLISECONDS);
    if (event != null) {
      event.run();
    }
  }

  /** Calls until it succeeds: a new cluster has no coordinators yet. */
  private static <T> void retrying(Timers timers, Consumer<Reply<T>> call, Consumer<T> then) {
    call.accept(
        new Reply<>() {
          @Override
          public void done(T value) {
            then.accept(value);
          }

          @Override
          public void failed(Failure failure) {
            System.err.println("again: " + failure);
            timers.after(POLL_MS, () -> retrying(timers, call, then));
          }
        });
  }

  private static <T> Reply<T> reply(Consumer<T> then) {
    return new Reply<>() {
      @Override
      public void done(T value) {
        then.accept(value);
      }

      @Override
      public void failed(Failure failure) {
        // Thrown, it would end in a log line of the client that calls this.
        System.err.println(failure);
        Runtime.getRuntime().halt(1);
      }
    };
  }

  private static double seconds(long begin) {
    return (System.nanoTime() - begin) / 1e9;
  }
}
