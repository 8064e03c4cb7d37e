package io.chappe.replicator.wire.cluster;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.network.Selectable;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Completes configured client properties to what Kafka's own definitions ask for. */
public final class WireConfig {
  private WireConfig() {}

  public static Map<String, Object> producer(Map<String, String> configured) {
    Map<String, Object> config = withDefaults(configured);
    config.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
    config.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
    return config;
  }

  /**
   * Kafka's fixed socket buffers of 64 and 128 KiB would bound a link of 100 ms to about 1 MB/s.
   * The operating system finds better ones.
   */
  private static Map<String, Object> withDefaults(Map<String, String> configured) {
    Map<String, Object> config = new HashMap<>();
    config.put(CommonClientConfigs.SEND_BUFFER_CONFIG, Selectable.USE_DEFAULT_BUFFER_SIZE);
    config.put(CommonClientConfigs.RECEIVE_BUFFER_CONFIG, Selectable.USE_DEFAULT_BUFFER_SIZE);
    config.putAll(configured);
    return config;
  }

  public static Map<String, Object> consumer(Map<String, String> configured) {
    Map<String, Object> config = withDefaults(configured);
    config.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    config.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    return config;
  }
}
