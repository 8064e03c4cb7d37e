package io.chappe.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.chappe.config.ClientSettings;
import io.chappe.testing.Records;
import io.chappe.testing.SharedClusters;
import io.chappe.testing.SharedClustersExtension;
import io.chappe.testing.TestCluster;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.record.CompressionType;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SharedClustersExtension.class)
class TopicFollowerIT {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final String TOPIC = "followed";

  private final TestCluster cluster;
  private final List<ConsumerRecord<byte[], byte[]>> taken = new ArrayList<>();

  TopicFollowerIT(SharedClusters clusters) {
    cluster = clusters.us();
  }

  @Test
  void aTopicThatWasCreatedAgainIsNoticedThoughItIsLongerThanTheOneBefore() throws Exception {
    cluster.createTopic(TOPIC, 1);
    Records.produce(cluster, TOPIC, CompressionType.NONE, 2);
    Map<String, String> servers = Map.of("bootstrap.servers", cluster.bootstrapServers());
    KafkaClients clients =
        new KafkaClients(new ClientSettings("us", servers, servers, servers), "test-follower");
    try (TopicFollower follower = TopicFollower.open(clients, TOPIC, () -> {}).orElseThrow()) {
      follower.readToEnd(taken::add);
      assertThat(taken).hasSize(2);

      // At once, so that the position is one within the new topic.
      cluster.admin().deleteTopics(List.of(TOPIC)).all().get();
      cluster.createTopic(TOPIC, 1);
      Records.produce(cluster, TOPIC, CompressionType.NONE, 5);

      Awaitility.await()
          .atMost(LIMIT)
          .pollInSameThread()
          .ignoreExceptions()
          .until(() -> isNoticed(follower));
    }
    cluster.admin().deleteTopics(List.of(TOPIC)).all().get();
  }

  private boolean isNoticed(TopicFollower follower) {
    try {
      follower.readToEnd(taken::add);
      return false;
    } catch (TopicCreatedAgainException e) {
      return true;
    }
  }
}
