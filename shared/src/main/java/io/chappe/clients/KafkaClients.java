package io.chappe.clients;

import io.chappe.config.ClientSettings;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Makes the public clients for one cluster. The defaults here give way to what is configured, and
 * that to what a caller must have.
 *
 * <p>Making a client resolves the brokers' names, which may take seconds and fail while they are
 * away. So clients are made by the loops that use them, and a failure is tried again.
 */
public final class KafkaClients {
  /**
   * An answer or an error within 15 s. No reporters: our own metrics say what matters, and JMX
   * makes every client slower to start.
   */
  private static final Map<String, String> DEFAULTS =
      Map.of(
          CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG, "10000",
          CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG, "15000",
          CommonClientConfigs.ENABLE_METRICS_PUSH_CONFIG, "false",
          CommonClientConfigs.METRIC_REPORTER_CLASSES_CONFIG, "");

  private final ClientSettings settings;
  private final String clientId;

  /**
   * @param settings how the cluster is reached
   * @param clientId seen in the brokers' logs and quotas; unique among the clients of one kind in
   *     this process
   */
  public KafkaClients(ClientSettings settings, String clientId) {
    this.settings = settings;
    this.clientId = clientId;
  }

  /** Alias of the cluster. */
  public String alias() {
    return settings.alias();
  }

  /** A new admin client, to be closed by the caller. */
  public Admin admin() {
    return Admin.create(properties(Map.of(), settings.admin(), Map.of()));
  }

  /**
   * A new producer of bytes, to be closed by the caller. Acknowledged by all in-sync replicas
   * unless configured otherwise.
   *
   * @param own properties that win over the configured ones
   */
  public Producer<byte[], byte[]> producer(Map<String, String> own) {
    Map<String, Object> properties =
        properties(Map.of(ProducerConfig.ACKS_CONFIG, "all"), settings.producer(), own);
    properties.remove(CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG);
    return new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
  }

  /**
   * A new consumer of bytes without a group, to be closed by the caller. It never makes a broker
   * create a topic.
   *
   * @param own properties that win over the configured ones
   */
  public Consumer<byte[], byte[]> consumer(Map<String, String> own) {
    Map<String, Object> properties = properties(Map.of(), settings.consumer(), own);
    properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    return new KafkaConsumer<>(
        properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  private Map<String, Object> properties(
      Map<String, String> defaults, Map<String, String> configured, Map<String, String> own) {
    Map<String, Object> properties = new HashMap<>(DEFAULTS);
    properties.putAll(defaults);
    properties.putAll(configured);
    properties.putAll(own);
    properties.put(AdminClientConfig.CLIENT_ID_CONFIG, clientId);
    return properties;
  }
}
