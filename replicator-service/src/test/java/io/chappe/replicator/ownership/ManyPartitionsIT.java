package io.chappe.replicator.ownership;

import static io.chappe.replicator.topics.Flows.flow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chappe.config.FlowConfig;
import io.chappe.testing.TestCluster;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

@Isolated
class ManyPartitionsIT {
  private static final Logger LOGGER = LoggerFactory.getLogger(ManyPartitionsIT.class);
  private static final int TOPICS = 250;
  private static final int PARTITIONS = 4;

  @Test
  void aThousandPartitionsAreSharedAndHandedOverInSeconds() throws Exception {
    try (TestCluster us = TestCluster.builder("us").start()) {
      String[] topics = createTopics(us);
      FlowConfig flow = flow("us", "eu").between(us.bootstrapServers(), "localhost:1").build();
      long begin = System.nanoTime();
      try (Member one = new Member(flow, topics)) {
        awaitOwned(one, TOPICS * PARTITIONS);
        LOGGER.info("all owned ms={}", millisSince(begin));
        begin = System.nanoTime();
        try (Member other = new Member(flow, topics)) {
          awaitOwned(other, TOPICS * PARTITIONS / 2);
          LOGGER.info("half owned by a second member ms={}", millisSince(begin));
          begin = System.nanoTime();
        }
        awaitOwned(one, TOPICS * PARTITIONS);
        LOGGER.info("all owned again ms={}", millisSince(begin));
        assertThat(one.calls()).containsExactly("assigned 1000", "revoked 500", "assigned 500");
      }
    }
  }

  private static String[] createTopics(TestCluster us) throws Exception {
    String[] names = IntStream.range(0, TOPICS).mapToObj(i -> "many-" + i).toArray(String[]::new);
    for (int from = 0; from < TOPICS; from += 100) {
      List<NewTopic> topics =
          IntStream.range(from, Math.min(TOPICS, from + 100))
              .mapToObj(i -> new NewTopic(names[i], Optional.of(PARTITIONS), Optional.empty()))
              .toList();
      us.admin().createTopics(topics).all().get();
    }
    await()
        .atMost(Duration.ofMinutes(1))
        .until(() -> us.admin().listTopics().names().get().size() >= TOPICS);
    return names;
  }

  private static void awaitOwned(Member member, int partitions) {
    await().atMost(Duration.ofSeconds(60)).until(() -> member.owned().size() == partitions);
  }

  private static long millisSince(long begin) {
    return (System.nanoTime() - begin) / 1_000_000;
  }
}
