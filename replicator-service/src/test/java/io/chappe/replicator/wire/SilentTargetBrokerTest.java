package io.chappe.replicator.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.chappe.failure.Failure;
import io.chappe.replicator.copy.port.BatchFetcher;
import io.chappe.replicator.copy.port.Chunk;
import io.chappe.replicator.copy.port.FetchedBatch;
import io.chappe.replicator.copy.port.Reply;
import io.chappe.replicator.wire.append.AppendQueue;
import io.chappe.replicator.wire.batch.Append;
import io.chappe.replicator.wire.batch.FetchSettings;
import io.chappe.replicator.wire.batch.ReceivePool;
import io.chappe.replicator.wire.batch.SourceBatch;
import io.chappe.replicator.wire.cluster.ClusterClient;
import io.chappe.replicator.wire.cluster.InMemoryBrokers;
import io.chappe.replicator.wire.cluster.TickableTime;
import io.chappe.replicator.wire.fetch.FetchLoop;
import io.chappe.replicator.wire.fetch.FetchTraffic;
import io.chappe.replicator.wire.fetch.FetchedEnds;
import io.chappe.replicator.wire.fetch.InMemorySource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.requests.AbstractRequest;
import org.apache.kafka.common.requests.AbstractResponse;
import org.apache.kafka.common.requests.ProduceRequest;
import org.apache.kafka.common.requests.ProduceResponse;
import org.apache.kafka.common.utils.LogContext;
import org.junit.jupiter.api.Test;

/**
 * One of three target brokers falls silent, while all partitions have more than can be copied. The
 * batches of all lie in the same responses.
 */
class SilentTargetBrokerTest {
  private static final int BUFFER = 8 * 1024 * 1024;
  private static final int PARTITIONS = 12;
  private static final int BROKERS = 3;
  private static final int SILENT = 1;
  private static final int BATCH = 60_000;
  private static final long REQUEST_MS = 20;

  private final TickableTime time = new TickableTime();
  private final ReceivePool pool = new ReceivePool(BUFFER, time::milliseconds);
  private final InMemorySource source =
      new InMemorySource("orders", pool, time, partition -> true, BATCH);
  private final InMemoryBrokers from = new InMemoryBrokers(time, source, () -> {});
  private final InMemoryBrokers to = new InMemoryBrokers(time, this::append, () -> {});
  private final ClusterClient target = to.client();
  private final AppendQueue queue = new AppendQueue(target, time::nanoseconds);
  private final FetchLoop loop =
      new FetchLoop(
          from.client(),
          new FetchSettings(BUFFER, 8 << 20, 2 << 20, 4 << 20, 500, 2_500, 1, ""),
          pool,
          FetchTraffic.unlimited(),
          new FetchedEnds(),
          Runnable::run,
          new LogContext());
  private final Map<Integer, Long> busyUntil = new HashMap<>();
  private final long[] copied = new long[BROKERS];
  private final List<Failure> failures = new ArrayList<>();
  private boolean silent;

  @Test
  void theOthersKeepTheirPace() {
    begin();
    run(2_000);
    long[] usual = countFor(1_000);
    silent = true;
    to.clogged.add(String.valueOf(SILENT));
    run(2_000);
    long[] meanwhile = countFor(2_000);

    assertThat(meanwhile[SILENT]).isZero();
    assertThat(meanwhile[0]).isGreaterThan(usual[0]);
    assertThat(meanwhile[2]).isGreaterThan(usual[2]);
    assertThat(pool.usedBytes()).isLessThanOrEqualTo(BUFFER + BUFFER / 4);

    silent = false;
    to.clogged.clear();
    run(500);
    assertThat(countFor(1_000)[SILENT]).isGreaterThan(usual[SILENT] / 2);
    assertThat(failures).isEmpty();
  }

  private void begin() {
    List<Integer> leaders = new ArrayList<>();
    to.metadata.use("orders");
    for (int partition = 0; partition < PARTITIONS; partition++) {
      leaders.add(partition % BROKERS);
      source.produce(partition, 1_000_000);
      loop.follow(
          new TopicPartition("orders", partition),
          InMemoryBrokers.topicId("orders"),
          0,
          -1,
          new Copier(partition));
    }
    from.tellMetadata(1, Map.of("orders", leaders.stream().map(each -> 0).toList()));
    to.tellMetadata(BROKERS, Map.of("orders", leaders));
  }

  private void run(long ms) {
    long end = time.milliseconds() + ms;
    while (time.milliseconds() < end) {
      loop.runOnce(1);
      queue.flush();
      target.poll(0);
      time.advance(1);
    }
  }

  private long[] countFor(long ms) {
    long[] before = copied.clone();
    run(ms);
    long[] counts = new long[BROKERS];
    for (int broker = 0; broker < BROKERS; broker++) {
      counts[broker] = copied[broker] - before[broker];
    }
    return counts;
  }

  /** A broker works on one request after the other. */
  private Optional<AbstractResponse> append(int broker, AbstractRequest body, long sinceMs) {
    long now = time.milliseconds();
    if (silent && broker == SILENT || now < busyUntil.getOrDefault(broker, 0L)) {
      return Optional.empty();
    }
    busyUntil.put(broker, now + REQUEST_MS);
    ProduceResponseData data = new ProduceResponseData();
    ((ProduceRequest) body)
        .data()
        .topicData()
        .forEach(
            topic -> {
              ProduceResponseData.TopicProduceResponse answer =
                  new ProduceResponseData.TopicProduceResponse()
                      .setName(topic.name())
                      .setTopicId(topic.topicId());
              topic
                  .partitionData()
                  .forEach(
                      partition ->
                          answer
                              .partitionResponses()
                              .add(
                                  new ProduceResponseData.PartitionProduceResponse()
                                      .setIndex(partition.index())));
              data.responses().add(answer);
            });
    return Optional.of(new ProduceResponse(data));
  }

  private final class Copier implements BatchFetcher.Listener {
    private final int partition;

    private Copier(int partition) {
      this.partition = partition;
    }

    @Override
    public void fetched(Chunk chunk) {
      for (FetchedBatch batch : chunk.batches()) {
        queue.add(
            new Append(
                new TopicPartition("orders", partition),
                (SourceBatch) batch,
                new Reply<>() {
                  @Override
                  public void done(Long offset) {
                    copied[partition % BROKERS]++;
                  }

                  @Override
                  public void failed(Failure failure) {
                    failures.add(failure);
                  }
                }));
      }
    }

    @Override
    public void outOfRange() {
      throw new AssertionError();
    }

    @Override
    public void diverged(int epoch, long end) {
      throw new AssertionError();
    }

    @Override
    public void failed(Failure failure) {
      failures.add(failure);
    }
  }
}
