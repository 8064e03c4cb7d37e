package io.chappe.replicator.topics;

import static io.chappe.replicator.topics.Flows.flow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chappe.config.FlowConfig;
import io.chappe.testing.TestCluster;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

class FlowTopicsOutageIT {
  private static final Logger LOGGER = LoggerFactory.getLogger(FlowTopicsOutageIT.class);
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final Duration LONGER_THAN_A_ROUND = Duration.ofMillis(1500);

  private static TestCluster us;
  private static TestCluster eu;

  @BeforeAll
  static void startClusters() {
    us = TestCluster.builder("us").start();
    eu = TestCluster.builder("eu").start();
  }

  @AfterAll
  static void closeClusters() {
    us.close();
    eu.close();
  }

  @Test
  void begunWithoutTheSourceItFindsTopicsWithinSecondsOfItsReturn() {
    us.createTopic("early", 1);
    us.killBroker(1);
    try (RunningTopics running = new RunningTopics(config("early"))) {
      await().atMost(SOON).until(() -> running.topics.clusterProblems().containsKey("us"));
      us.startBroker(1);
      long returned = System.nanoTime();

      await().atMost(SOON).until(() -> running.remote("early") != null);

      LOGGER.info(
          "found after the source's return ms={}", (System.nanoTime() - returned) / 1_000_000);
      assertThat(running.topics.clusterProblems()).isEmpty();
    }
  }

  @Test
  void aTargetThatHangsKeepsWhatIsKnownAndDelaysNothingWhenItRunsAgain() {
    us.createTopic("known", 1);
    try (RunningTopics running = new RunningTopics(config("known|unknown"))) {
      await().atMost(SOON).until(() -> running.remote("known") != null);

      eu.pauseBroker(1);
      try {
        us.createTopic("unknown", 1);
        await().atMost(SOON).until(() -> running.topics.clusterProblems().containsKey("eu"));
        await().atMost(SOON).until(() -> running.source("unknown") != null);
        assertThat(running.remote("known")).isNotNull();
        long ticks = running.ticks.get();
        await().atMost(SOON).until(() -> running.ticks.get() > ticks);
      } finally {
        eu.resumeBroker(1);
      }
      long returned = System.nanoTime();
      await().atMost(SOON).until(() -> running.remote("unknown") != null);
      LOGGER.info(
          "found after the target's return ms={}", (System.nanoTime() - returned) / 1_000_000);
    }
  }

  @Test
  void endsWithinSecondsWhileBothBrokersHang() {
    us.createTopic("hanging", 1);
    RunningTopics running = new RunningTopics(config("hanging"));
    await().atMost(SOON).until(() -> running.remote("hanging") != null);
    us.pauseBroker(1);
    eu.pauseBroker(1);
    try {
      await().atMost(SOON).until(() -> running.silentFor(LONGER_THAN_A_ROUND));
      long begin = System.nanoTime();
      running.close();
      assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(3));
    } finally {
      us.resumeBroker(1);
      eu.resumeBroker(1);
    }
  }

  @Test
  void aSourceThatCantBeResolvedIsASourceThatIsAway() {
    FlowConfig flow =
        flow("us", "eu").between("no-such-host.invalid:9092", eu.bootstrapServers()).build();
    try (RunningTopics running = new RunningTopics(flow)) {
      await().atMost(SOON).until(() -> running.topics.clusterProblems().containsKey("us"));
      assertThat(running.topics.clusterProblems().get("us").text()).contains("bootstrap");
    }
  }

  private static FlowConfig config(String topics) {
    return flow("us", "eu")
        .between(us.bootstrapServers(), eu.bootstrapServers())
        .topics(topics)
        .replicateHeartbeats(false)
        .every(Duration.ofSeconds(1))
        .admin("request.timeout.ms", "2000")
        .admin("default.api.timeout.ms", "5000")
        .build();
  }
}
