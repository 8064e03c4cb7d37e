package io.chappe.heartbeat;

import io.chappe.clients.KafkaClients;
import io.chappe.records.HeartbeatCodec;
import io.chappe.records.RecordDecodingException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * Follows the replicated heartbeats on one target cluster, for all flows to there, with one
 * consumer. Only partition 0 is read: heartbeats are written nowhere else.
 *
 * <p>Polled by one thread, and never waits: the consumer does its network work a little at each
 * poll, and is made in a virtual thread, since that may wait for a name server.
 */
final class HeartbeatFollower implements AutoCloseable {
  private static final Duration CLOSE_LIMIT = Duration.ofMillis(500);
  private static final long PAUSE_NANOS = Duration.ofSeconds(5).toNanos();

  /** Far enough back to see when a replication that has stopped did so. */
  private static final Map<String, String> RECENT =
      Map.of(
          ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "by_duration:PT1H",
          ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_uncommitted");

  private final KafkaClients clients;
  private final Map<TopicPartition, List<FlowHeartbeats>> flows;
  private final LongSupplier nanoTime;
  private final ExecutorService executor;
  private Future<Consumer<byte[], byte[]>> consumer;
  private long pausedUntilNanos;

  HeartbeatFollower(KafkaClients clients, List<FlowHeartbeats> flows, LongSupplier nanoTime) {
    this.clients = clients;
    this.nanoTime = nanoTime;
    this.pausedUntilNanos = nanoTime.getAsLong();
    this.flows =
        flows.stream().collect(Collectors.groupingBy(HeartbeatFollower::partitionOnTarget));
    this.executor =
        Executors.newSingleThreadExecutor(
            Thread.ofVirtual().name("heartbeats-from-" + clients.alias()).factory());
  }

  private static TopicPartition partitionOnTarget(FlowHeartbeats heartbeats) {
    var naming = heartbeats.flow().naming();
    return new TopicPartition(naming.remoteTopic(naming.heartbeatsTopic()), 0);
  }

  /** Takes in what has arrived. */
  void poll() {
    if (nanoTime.getAsLong() - pausedUntilNanos < 0) {
      return;
    }
    if (consumer == null) {
      consumer = executor.submit(this::open);
    }
    switch (consumer.state()) {
      case RUNNING -> {}
      case SUCCESS -> pollOpened(consumer.resultNow());
      case FAILED -> {
        failed(consumer.exceptionNow());
        consumer = null;
      }
      case CANCELLED -> consumer = null;
    }
  }

  private Consumer<byte[], byte[]> open() {
    Consumer<byte[], byte[]> opened = clients.consumer(RECENT);
    opened.assign(flows.keySet());
    return opened;
  }

  private void pollOpened(Consumer<byte[], byte[]> opened) {
    try {
      for (ConsumerRecord<byte[], byte[]> each : opened.poll(Duration.ZERO)) {
        take(each);
      }
    } catch (KafkaException e) {
      failed(e);
    }
  }

  private void take(ConsumerRecord<byte[], byte[]> received) {
    List<FlowHeartbeats> concerned =
        flows.get(new TopicPartition(received.topic(), received.partition()));
    if (received.value() == null) {
      return;
    }
    try {
      var heartbeat = HeartbeatCodec.decode(received);
      concerned.forEach(each -> each.seen(heartbeat));
      concerned.forEach(FlowHeartbeats::following);
    } catch (RecordDecodingException e) {
      concerned.forEach(each -> each.notSeen(e));
    }
  }

  private void failed(Throwable thrown) {
    pausedUntilNanos = nanoTime.getAsLong() + PAUSE_NANOS;
    flows.values().forEach(each -> each.forEach(flow -> flow.notSeen(thrown)));
  }

  @Override
  public void close() {
    executor.shutdownNow();
    if (consumer != null && consumer.state() == Future.State.SUCCESS) {
      consumer.resultNow().close(CloseOptions.timeout(CLOSE_LIMIT));
    }
  }
}
