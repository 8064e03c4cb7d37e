package io.chappe.checkpoint;

import io.chappe.clients.KafkaClients;
import io.chappe.config.FlowConfig;
import io.chappe.loop.Closes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;

/** The clients of one flow, each made when first needed and then kept. For one thread. */
class FlowClients implements AutoCloseable {
  private static final Duration CLOSE_LIMIT = Duration.ofMillis(500);

  private static final Map<String, String> PATIENCE =
      Map.of(
          ProducerConfig.MAX_BLOCK_MS_CONFIG, "10000",
          ProducerConfig.LINGER_MS_CONFIG, "5",
          ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, "10000",
          ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, "15000");

  private final KafkaClients source;
  private final KafkaClients target;
  private Admin sourceAdmin;
  private Admin targetAdmin;
  private Producer<byte[], byte[]> producer;

  FlowClients(FlowConfig flow) {
    String clientId = "chappe-checkpoint-" + flow.id();
    this.source = new KafkaClients(flow.source(), clientId);
    this.target = new KafkaClients(flow.target(), clientId);
  }

  Admin sourceAdmin() {
    if (sourceAdmin == null) {
      sourceAdmin = source.admin();
    }
    return sourceAdmin;
  }

  Admin targetAdmin() {
    if (targetAdmin == null) {
      targetAdmin = target.admin();
    }
    return targetAdmin;
  }

  Producer<byte[], byte[]> producer() {
    if (producer == null) {
      producer = target.producer(PATIENCE);
    }
    return producer;
  }

  /** For clients that are opened and closed elsewhere. */
  KafkaClients target() {
    return target;
  }

  @Override
  public void close() {
    List<AutoCloseable> open = new ArrayList<>();
    if (producer != null) {
      open.add(() -> producer.close(CLOSE_LIMIT));
    }
    if (sourceAdmin != null) {
      open.add(() -> sourceAdmin.close(CLOSE_LIMIT));
    }
    if (targetAdmin != null) {
      open.add(() -> targetAdmin.close(CLOSE_LIMIT));
    }
    Closes.inOrder("clients", open);
  }
}
