package io.chappe.heartbeat;

import io.chappe.clients.InternalTopics;
import io.chappe.clients.KafkaClients;
import io.chappe.config.FlowConfig;
import io.chappe.records.HeartbeatCodec;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes heartbeats on one source cluster, for all flows from there, with one producer.
 *
 * <p>Whatever waits for the cluster waits in a virtual thread of the writer's own: a cluster that
 * is away holds up nobody else's heartbeats. A flow has at most one heartbeat under way, so that an
 * old one is never written late in great number.
 */
final class HeartbeatWriter implements AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(HeartbeatWriter.class);
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(1);

  /** A heartbeat that could not be written for ten seconds says nothing any more. */
  private static final Map<String, String> PROMPT =
      Map.of(
          ProducerConfig.MAX_BLOCK_MS_CONFIG, "5000",
          ProducerConfig.LINGER_MS_CONFIG, "0",
          ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, "5000",
          ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, "10000",
          ProducerConfig.BUFFER_MEMORY_CONFIG, "1048576");

  private final KafkaClients clients;
  private final ExecutorService executor;
  private final Set<FlowHeartbeats> underWay = ConcurrentHashMap.newKeySet();
  private final Set<String> ensuredTopics = ConcurrentHashMap.newKeySet();
  private Producer<byte[], byte[]> producer;

  HeartbeatWriter(KafkaClients clients) {
    this.clients = clients;
    this.executor =
        Executors.newSingleThreadExecutor(
            Thread.ofVirtual().name("heartbeats-on-" + clients.alias()).factory());
  }

  /** Begins to write the flow's next heartbeat, unless one is still under way. Never waits. */
  void write(FlowHeartbeats heartbeats) {
    if (underWay.add(heartbeats)) {
      executor.execute(() -> writeNow(heartbeats));
    }
  }

  /** Begins to see to it that the flow's topic is there. Never waits. */
  void ensureLater(FlowHeartbeats heartbeats) {
    executor.execute(
        () -> {
          ensuredTopics.remove(heartbeats.flow().naming().heartbeatsTopic());
          try {
            ensureTopic(heartbeats.flow());
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          } catch (ExecutionException | RuntimeException | Error e) {
            heartbeats.notWritten(e);
          }
        });
  }

  private void writeNow(FlowHeartbeats heartbeats) {
    String topic = heartbeats.flow().naming().heartbeatsTopic();
    try {
      ensureTopic(heartbeats.flow());
      open()
          .send(
              HeartbeatCodec.toRecord(topic, heartbeats.next()),
              (metadata, failure) -> written(heartbeats, topic, failure));
    } catch (InterruptedException | ExecutionException | RuntimeException | Error e) {
      // Whatever it was: a heartbeat that stays under way would be the flow's last.
      written(heartbeats, topic, e);
    }
  }

  private void written(FlowHeartbeats heartbeats, String topic, Throwable failure) {
    underWay.remove(heartbeats);
    if (failure == null) {
      heartbeats.written();
    } else {
      // The topic may have been deleted.
      ensuredTopics.remove(topic);
      heartbeats.notWritten(failure);
    }
  }

  /** Sees to it that the flow's topic is there; waits for the cluster. */
  void ensureTopic(FlowConfig flow) throws ExecutionException, InterruptedException {
    String topic = flow.naming().heartbeatsTopic();
    if (ensuredTopics.contains(topic)) {
      return;
    }
    Admin admin = clients.admin();
    try {
      if (InternalTopics.ensure(admin, topic, flow.heartbeats().replicationFactor())) {
        LOGGER.info("topic created: cluster={} topic={}", clients.alias(), topic);
      }
    } finally {
      admin.close(CLOSE_LIMIT);
    }
    ensuredTopics.add(topic);
  }

  private synchronized Producer<byte[], byte[]> open() {
    if (producer == null) {
      producer = clients.producer(PROMPT);
    }
    return producer;
  }

  @Override
  public void close() {
    executor.shutdownNow();
    synchronized (this) {
      if (producer != null) {
        producer.close(CLOSE_LIMIT);
      }
    }
  }
}
