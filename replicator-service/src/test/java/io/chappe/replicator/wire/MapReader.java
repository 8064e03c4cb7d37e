package io.chappe.replicator.wire;

import io.chappe.offsetmap.OffsetMap;
import io.chappe.offsetmap.OffsetMapReplay;
import io.chappe.offsetmap.SourcePartition;
import io.chappe.testing.TestCluster;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads offset maps as they are stored, with the public consumer. */
final class MapReader {
  private MapReader() {}

  static OffsetMap read(TestCluster cluster, String mapTopic, String topic, int partition) {
    Map<String, Object> properties = cluster.clientProperties();
    properties.put("auto.offset.reset", "earliest");
    OffsetMapReplay replay = new OffsetMapReplay();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> all =
          consumer.partitionsFor(mapTopic).stream()
              .map(each -> new TopicPartition(mapTopic, each.partition()))
              .toList();
      consumer.assign(all);
      consumer.seekToBeginning(all);
      Map<TopicPartition, Long> ends = consumer.endOffsets(all);
      while (ends.entrySet().stream().anyMatch(e -> consumer.position(e.getKey()) < e.getValue())) {
        consumer
            .poll(Duration.ofMillis(200))
            .forEach(record -> replay.apply(record.key(), record.value()));
      }
    }
    return replay.map(new SourcePartition(topic, partition)).orElseThrow();
  }
}
