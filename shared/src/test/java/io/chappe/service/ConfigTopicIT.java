package io.chappe.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.chappe.clients.InternalTopics;
import io.chappe.clients.KafkaClients;
import io.chappe.config.ClientSettings;
import io.chappe.control.TopicReading;
import io.chappe.naming.HomeTopics;
import io.chappe.testing.Records;
import io.chappe.testing.SharedClusters;
import io.chappe.testing.SharedClustersExtension;
import io.chappe.testing.TestCluster;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SharedClustersExtension.class)
class ConfigTopicIT {
  private static final short FACTOR = 1;
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final TestCluster home;

  ConfigTopicIT(SharedClusters clusters) {
    home = clusters.us();
  }

  @AfterEach
  void deleteTopic() throws Exception {
    home.admin().deleteTopics(List.of(HomeTopics.CONFIG)).all().get();
  }

  @Test
  void aTopicThatWasCreatedAgainIsReadAsAWholeHoweverLongItIsByThen() throws Exception {
    InternalTopics.ensure(home.admin(), HomeTopics.CONFIG, FACTOR);
    write("a", "b");
    List<TopicReading> taken = new CopyOnWriteArrayList<>();
    Map<String, String> servers = Map.of("bootstrap.servers", home.bootstrapServers());
    KafkaClients clients =
        new KafkaClients(new ClientSettings("us", servers, servers, servers), "test-config");
    try (ConfigTopic topic = new ConfigTopic(clients, taken::add)) {
      topic.start();
      assertThat(topic.awaitKnown(LIMIT)).isTrue();
      TopicReading first = taken.getFirst();
      assertThat(first.complete()).isTrue();
      assertThat(keys(first)).containsExactly("a", "b");

      // All at once, so that the old position is one within the new topic.
      deleteTopic();
      InternalTopics.ensure(home.admin(), HomeTopics.CONFIG, FACTOR);
      write("c", "d", "e", "f", "g");

      Awaitility.await()
          .atMost(LIMIT)
          .until(() -> keys(taken.getLast()).equals(List.of("c", "d", "e", "f", "g")));
      TopicReading second = taken.getLast();
      assertThat(second.complete()).isTrue();
      assertThat(second.topicId()).isNotEmpty().isNotEqualTo(first.topicId());
      assertThat(taken).as("nothing of it before").hasSize(2);
    }
  }

  @Test
  void whatAnOpenTransactionHoldsBackIsAwaited() throws Exception {
    InternalTopics.ensure(home.admin(), HomeTopics.CONFIG, FACTOR);
    List<TopicReading> taken = new CopyOnWriteArrayList<>();
    Map<String, String> servers = Map.of("bootstrap.servers", home.bootstrapServers());
    KafkaClients clients =
        new KafkaClients(new ClientSettings("us", servers, servers, servers), "test-config");
    try (Producer<byte[], byte[]> hanging =
            Records.producer(home, Map.of("transactional.id", "hangs-in-config"));
        ConfigTopic topic = new ConfigTopic(clients, taken::add)) {
      hanging.initTransactions();
      hanging.beginTransaction();
      Records.send(
          hanging, List.of(new ProducerRecord<>(HomeTopics.CONFIG, new byte[1], new byte[1])));
      write("us->eu");
      topic.start();
      Awaitility.await()
          .atMost(LIMIT)
          .until(() -> topic.problem().orElse("").contains("transaction that is open"));
      assertThat(topic.isKnown()).isFalse();
      assertThat(taken).isEmpty();

      hanging.abortTransaction();
      assertThat(topic.awaitKnown(LIMIT)).isTrue();
      assertThat(keys(taken.getFirst())).containsExactly("us->eu");
    }
  }

  private static List<String> keys(TopicReading reading) {
    return reading.records().stream().map(TopicReading.Entry::key).toList();
  }

  private void write(String... keys) {
    try (Producer<byte[], byte[]> producer = Records.producer(home, Map.of())) {
      Records.send(
          producer,
          List.of(keys).stream()
              .map(
                  key ->
                      new ProducerRecord<byte[], byte[]>(
                          HomeTopics.CONFIG,
                          key.getBytes(StandardCharsets.UTF_8),
                          "{}".getBytes(StandardCharsets.UTF_8)))
              .toList());
    }
  }
}
