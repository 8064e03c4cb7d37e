package io.chappe.replicator.wire.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import io.chappe.failure.Failure;
import io.chappe.replicator.copy.port.BatchFetcher;
import io.chappe.replicator.copy.port.Chunk;
import io.chappe.replicator.copy.port.FetchedBatch;
import io.chappe.replicator.wire.batch.FetchSettings;
import io.chappe.replicator.wire.batch.ReceivePool;
import io.chappe.replicator.wire.cluster.InMemoryBrokers;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.utils.LogContext;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Many brokers, each with partitions that have more than can ever be copied and one that gets a
 * record now and then, and a target that is slower than all of them.
 */
class FetchLoopTest {
  private static final String TOPIC = "orders";
  private static final int BUFFER = 32 * 1024 * 1024;
  private static final int BATCH = 60_000;
  private static final int OF_A_BROKER = 5;
  private static final int RUN_MS = 8_000;
  private static final int TARGET_BYTES_A_MS = 20_000;
  private static final int PERIOD_MS = 1_000;
  private static final int LONGEST_WAIT_MS = 3_000;

  private final Map<Integer, ArrayDeque<FetchedBatch>> onTheWay = new LinkedHashMap<>();
  private final List<Long> waits = new ArrayList<>();
  private InMemoryBrokers brokers;
  private InMemorySource source;
  private ReceivePool pool;
  private long[] fetched;
  private long[] oldest;
  private long drainedAtMs;
  private long credit;

  @ParameterizedTest
  @ValueSource(ints = {3, 40, 100})
  void everyBrokerAndPartitionHasItsTurnWhileTheTargetIsSlow(int brokerCount) {
    FetchLoop loop = follow(brokerCount);
    long end = brokers.time.milliseconds() + RUN_MS;
    while (brokers.time.milliseconds() < end) {
      loop.runOnce(1_000);
    }

    long now = brokers.time.milliseconds();
    for (int partition = 0; partition < fetched.length; partition++) {
      if (isLive(partition) && oldest[partition] > 0) {
        waits.add(now - oldest[partition]);
      }
    }
    assertThat(waits).isNotEmpty().allMatch(wait -> wait <= LONGEST_WAIT_MS);
    long[] backlogs = new long[brokerCount * (OF_A_BROKER - 1)];
    for (int partition = 0, next = 0; partition < fetched.length; partition++) {
      if (!isLive(partition)) {
        backlogs[next++] = fetched[partition];
      }
    }
    double mean = Arrays.stream(backlogs).average().orElseThrow();
    assertThat(Arrays.stream(backlogs).min().orElseThrow()).isGreaterThan((long) (mean / 3));
    assertThat(pool.usedBytes()).isLessThan(BUFFER + BUFFER / 8);
  }

  private static boolean isLive(int partition) {
    return partition % OF_A_BROKER == OF_A_BROKER - 1;
  }

  private FetchLoop follow(int brokerCount) {
    int partitions = brokerCount * OF_A_BROKER;
    fetched = new long[partitions];
    oldest = new long[partitions];
    brokers =
        new InMemoryBrokers(
            (broker, request, since) -> source.answer(broker, request, since), this::tick);
    pool = new ReceivePool(BUFFER, brokers.time::milliseconds);
    source = new InMemorySource(TOPIC, pool, brokers.time, each -> !isLive(each), BATCH);
    FetchSettings settings =
        new FetchSettings(BUFFER, 8 << 20, 4 << 20, 8 << 20, 500, 2_500, 1, "");
    FetchLoop loop =
        new FetchLoop(
            brokers.client(),
            settings,
            pool,
            FetchTraffic.unlimited(),
            new FetchedEnds(),
            Runnable::run,
            new LogContext());
    List<Integer> leaders = new ArrayList<>();
    for (int partition = 0; partition < partitions; partition++) {
      leaders.add(partition / OF_A_BROKER);
      source.produce(partition, isLive(partition) ? 0 : 1_000_000);
      loop.follow(
          new TopicPartition(TOPIC, partition),
          InMemoryBrokers.topicId(TOPIC),
          0,
          -1,
          new Follower(partition));
    }
    brokers.tellMetadata(brokerCount, Map.of(TOPIC, leaders));
    drainedAtMs = brokers.time.milliseconds();
    return loop;
  }

  /** Producers write to live partitions, and the target takes what it can. */
  private void tick() {
    long now = brokers.time.milliseconds();
    for (long ms = drainedAtMs; ms < now; ms++) {
      for (int partition = 0; partition < fetched.length; partition++) {
        if (isLive(partition) && (ms + 37L * partition) % PERIOD_MS == 0) {
          source.produce(partition, 1);
          oldest[partition] = oldest[partition] > 0 ? oldest[partition] : now;
        }
      }
    }
    credit += (now - drainedAtMs) * TARGET_BYTES_A_MS;
    drainedAtMs = now;
    while (credit > 0 && !onTheWay.isEmpty()) {
      int partition = onTheWay.keySet().iterator().next();
      ArrayDeque<FetchedBatch> batches = onTheWay.remove(partition);
      FetchedBatch batch = batches.poll();
      if (!batches.isEmpty()) {
        onTheWay.put(partition, batches);
      }
      credit -= batch.sizeInBytes();
      batch.release();
    }
  }

  private final class Follower implements BatchFetcher.Listener {
    private final int partition;

    private Follower(int partition) {
      this.partition = partition;
    }

    @Override
    public void fetched(Chunk chunk) {
      if (oldest[partition] > 0) {
        waits.add(brokers.time.milliseconds() - oldest[partition]);
        oldest[partition] = 0;
      }
      for (FetchedBatch batch : chunk.batches()) {
        fetched[partition] += batch.sizeInBytes();
        onTheWay.computeIfAbsent(partition, each -> new ArrayDeque<>()).add(batch);
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
      throw new AssertionError(failure);
    }
  }
}
