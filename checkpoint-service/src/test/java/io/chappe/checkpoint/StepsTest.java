package io.chappe.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.chappe.checkpoint.cluster.ClusterAnswers;
import io.chappe.naming.FlowId;
import io.chappe.service.FlowHealth;
import io.chappe.status.FlowStatus;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.InstantSource;
import java.util.Map;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class StepsTest {
  private static final FlowId FLOW = new FlowId("us", "eu");
  private static final ClusterAnswers<String, Integer> GOOD =
      new ClusterAnswers<>(Map.of("a", 1, "b", 2), Map.of());
  private static final ClusterAnswers<String, Integer> BAD =
      new ClusterAnswers<>(Map.of("c", 3), Map.of("d", new GroupAuthorizationException("d")));

  private final FlowHealth health = new FlowHealth(FLOW, LoggerFactory.getLogger(StepsTest.class));
  private final Steps steps =
      new Steps(
          health, new CheckpointMeters(FLOW, new SimpleMeterRegistry(), InstantSource.system()));

  @Test
  void aFailureAmongSomeGroupsIsNotHiddenByTheGroupsThatFollow() throws Exception {
    steps.takeEach("reading", () -> BAD);
    steps.takeEach("reading", () -> GOOD);
    steps.endRound();

    assertThat(status().state()).isEqualTo(FlowStatus.State.DEGRADED);
    assertThat(status().lastError()).contains("1 of 4 failed, among them d");
  }

  @Test
  void aFailureOfTheLastRoundStandsUntilAllGroupsWork() throws Exception {
    steps.takeEach("reading", () -> GOOD);
    steps.takeEach("reading", () -> BAD);
    steps.endRound();
    steps.takeEach("reading", () -> GOOD);
    assertThat(status().state()).isEqualTo(FlowStatus.State.DEGRADED);

    steps.endRound();
    assertThat(status().state()).isEqualTo(FlowStatus.State.RUNNING);
  }

  private FlowStatus status() {
    return health.status(Map.of());
  }
}
