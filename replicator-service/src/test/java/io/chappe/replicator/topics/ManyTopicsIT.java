package io.chappe.replicator.topics;

import static io.chappe.replicator.topics.Flows.flow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.management.OperatingSystemMXBean;
import io.chappe.testing.TestCluster;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

@Isolated
class ManyTopicsIT {
  private static final Logger LOGGER = LoggerFactory.getLogger(ManyTopicsIT.class);
  private static final int TOPICS = 1_200;

  @Test
  void aThousandTopicsAreNoReasonToStall() throws Exception {
    try (TestCluster us = TestCluster.builder("us").start();
        TestCluster eu = TestCluster.builder("eu").start()) {
      createTopics(us);
      long begin = System.nanoTime();
      try (RunningTopics running =
          new RunningTopics(
              flow("us", "eu")
                  .between(us.bootstrapServers(), eu.bootstrapServers())
                  .topics("many-.*|late")
                  .replicateHeartbeats(false)
                  .build())) {
        await()
            .atMost(Duration.ofMinutes(1))
            .until(() -> running.topics.catalog().topics().size() == TOPICS);
        LOGGER.info("discovered topics={} ms={}", TOPICS, millisSince(begin));
        await()
            .atMost(Duration.ofMinutes(3))
            .until(() -> running.topics.catalog().remotes().size() == TOPICS);
        LOGGER.info("created topics={} ms={}", TOPICS, millisSince(begin));

        logCostOfFourRounds(running);

        us.createTopic("late", 1);
        long late = System.nanoTime();
        await().atMost(Duration.ofSeconds(20)).until(() -> running.remote("late") != null);
        LOGGER.info("one more topic found and created ms={}", millisSince(late));
        assertThat(Duration.ofNanos(System.nanoTime() - late)).isLessThan(Duration.ofSeconds(10));
        assertThat(running.failed).isEmpty();
      }
    }
  }

  private static void logCostOfFourRounds(RunningTopics running) {
    OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    int rounds = running.rounds.get();
    await().atMost(Duration.ofSeconds(30)).until(() -> running.rounds.get() > rounds);
    long cpu = system.getProcessCpuTime();
    await().atMost(Duration.ofMinutes(1)).until(() -> running.rounds.get() > rounds + 4);
    LOGGER.info("a round costs cpu ms={}", (system.getProcessCpuTime() - cpu) / 4_000_000);
  }

  private static void createTopics(TestCluster us) throws InterruptedException, ExecutionException {
    for (int hundred = 0; hundred < TOPICS / 100; hundred++) {
      List<NewTopic> topics =
          IntStream.range(hundred * 100, hundred * 100 + 100)
              .mapToObj(i -> new NewTopic("many-" + i, Optional.of(1), Optional.empty()))
              .toList();
      us.admin().createTopics(topics).all().get();
    }
    // The controller's answer comes before the broker has made the logs, and knows the topics.
    await()
        .atMost(Duration.ofMinutes(1))
        .until(() -> us.admin().listTopics().names().get().size() >= TOPICS);
  }

  private static long millisSince(long begin) {
    return (System.nanoTime() - begin) / 1_000_000;
  }
}
