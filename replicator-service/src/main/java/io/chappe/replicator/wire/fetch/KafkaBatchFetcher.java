package io.chappe.replicator.wire.fetch;

import io.chappe.failure.Failure;
import io.chappe.replicator.copy.port.BatchFetcher;
import io.chappe.replicator.copy.port.Reply;
import io.chappe.replicator.wire.batch.FetchSettings;
import io.chappe.replicator.wire.batch.ReceivePool;
import io.chappe.replicator.wire.cluster.BrokerVersions;
import io.chappe.replicator.wire.cluster.ClusterClient;
import io.chappe.replicator.wire.cluster.Guard;
import io.chappe.replicator.wire.cluster.NetworkClients;
import io.chappe.replicator.wire.cluster.WireConfig;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.LogContext;
import org.apache.kafka.common.utils.Time;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@link BatchFetcher} on Kafka's own network client, with a thread of its own. */
public final class KafkaBatchFetcher implements BatchFetcher {
  private static final Logger LOGGER = LoggerFactory.getLogger(KafkaBatchFetcher.class);
  private static final int REQUESTS_IN_FLIGHT = 100;
  private static final long IDLE_MS = 1_000;
  private static final long CLOSE_MS = 2_000;

  private final ClusterClient client;
  private final ReceivePool pool;
  private final FetchedEnds ends = new FetchedEnds();
  private final FetchLoop loop;
  private final Executor copyLoop;
  private final Runnable tick;
  private final Thread thread;
  private volatile boolean running = true;

  /**
   * @param alias alias of the source cluster
   * @param clientId what brokers see in their logs and quotas; the thread's name begins with it too
   * @param config consumer properties: connection, security, fetch sizes; no deserializers
   * @param bufferBytes bytes of fetched batches to hold at most
   * @param traffic counts what is fetched, and limits it
   * @param copyLoop runs listeners and replies
   * @param tick called each round, to show that the thread is alive
   * @throws org.apache.kafka.common.KafkaException if no bootstrap server can be resolved, or a key
   *     store not be read
   */
  public KafkaBatchFetcher(
      String alias,
      String clientId,
      Map<String, String> config,
      long bufferBytes,
      FetchTraffic traffic,
      Executor copyLoop,
      Runnable tick) {
    ConsumerConfig consumerConfig = new ConsumerConfig(WireConfig.consumer(config));
    this.pool = new ReceivePool(bufferBytes, Time.SYSTEM::hiResClockMs);
    this.client =
        NetworkClients.open(
            alias, BrokerVersions.Side.SOURCE, consumerConfig, clientId, REQUESTS_IN_FLIGHT, pool);
    this.copyLoop = copyLoop;
    this.tick = tick;
    this.loop =
        new FetchLoop(
            client,
            FetchSettings.of(consumerConfig, config.keySet(), bufferBytes),
            pool,
            traffic,
            ends,
            copyLoop,
            new LogContext("[" + clientId + "] "));
    this.thread = new Thread(this::run, clientId + "-fetch");
    thread.start();
  }

  private void run() {
    while (running) {
      try {
        tick.run();
        loop.runOnce(IDLE_MS);
      } catch (RuntimeException bug) {
        LOGGER.error("thread={} reason=UNEXPECTED", thread.getName(), bug);
      }
    }
    client.close();
  }

  @Override
  public void resolve(TopicPartition partition, Reply<Uuid> reply) {
    Reply<Uuid> told = onCopyLoop(reply);
    loop.execute(Guard.of(told, () -> loop.resolve(partition, told)));
  }

  @Override
  public void offsetAt(TopicPartition partition, long timestamp, Reply<Long> reply) {
    Reply<Long> told = onCopyLoop(reply);
    loop.execute(Guard.of(told, () -> loop.offsetAt(partition, timestamp, told)));
  }

  private <T> Reply<T> onCopyLoop(Reply<T> reply) {
    return new Reply<>() {
      @Override
      public void done(T value) {
        copyLoop.execute(() -> Guard.done(reply, value));
      }

      @Override
      public void failed(Failure failure) {
        copyLoop.execute(() -> Guard.run(() -> reply.failed(failure)));
      }
    };
  }

  @Override
  public void follow(
      TopicPartition partition, Uuid topicId, long offset, int leaderEpoch, Listener listener) {
    loop.execute(() -> loop.follow(partition, topicId, offset, leaderEpoch, listener));
  }

  @Override
  public void unfollow(TopicPartition partition) {
    loop.execute(() -> loop.unfollow(partition));
  }

  @Override
  public List<Ends> ends(Collection<TopicPartition> partitions, long maxAgeMs) {
    return ends.of(partitions, client.nowMs(), maxAgeMs);
  }

  @Override
  public long bufferedBytes() {
    return pool.usedBytes();
  }

  @Override
  public void close() {
    running = false;
    client.wakeup();
    try {
      thread.join(CLOSE_MS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
