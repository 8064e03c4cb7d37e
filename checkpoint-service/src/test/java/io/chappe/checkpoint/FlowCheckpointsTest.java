package io.chappe.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.chappe.config.FlowConfig;
import io.chappe.config.loading.ConfigLoader;
import io.chappe.service.LoopWatch;
import io.chappe.status.FlowStatus;
import io.chappe.testing.InterruptingInterceptor;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class FlowCheckpointsTest {
  private static final Map<String, String> LINES =
      Map.of(
          "clusters", "us, eu",
          "us.bootstrap.servers", "localhost:1",
          "eu.bootstrap.servers", "localhost:1",
          "us->eu.enabled", "true",
          "emit.checkpoints.interval.seconds", "1",
          "eu.consumer.interceptor.classes", InterruptingInterceptor.class.getName());

  private final LoopWatch watch = new LoopWatch(System::nanoTime);

  @Test
  void bothLoopsSurviveAnInterruptThatNobodyMeantAndSaySo() {
    FlowCheckpoints flow = new FlowCheckpoints(flow(Map.of()), new SimpleMeterRegistry(), watch);
    flow.start();

    for (String client : new String[] {"chappe-checkpoint-us->eu", "chappe-offset-map-us->eu"}) {
      Awaitility.await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> InterruptingInterceptor.made(client) > 3);
    }
    assertThat(flow.status().state()).isEqualTo(FlowStatus.State.DEGRADED);
    assertThat(flow.status().lastError()).contains("making checkpoints");

    flow.close();
    assertThat(watch.watched()).isEmpty();
  }

  @Test
  void whoWritesOnlyOffsetSyncsSharesThemToo() {
    FlowCheckpoints flow =
        new FlowCheckpoints(
            flow(Map.of("emit.checkpoints.enabled", "false")), new SimpleMeterRegistry(), watch);

    assertThat(flow.assigned().isAssigned()).isFalse();
    assertThat(watch.watched()).contains("shares us->eu");

    flow.start();
    flow.close();
    assertThat(watch.watched()).isEmpty();
  }

  @Test
  void whoWritesNeitherTakesNoPartInTheSharing() {
    FlowCheckpoints flow =
        new FlowCheckpoints(
            flow(Map.of("emit.checkpoints.enabled", "false", "emit.offset-syncs.enabled", "false")),
            new SimpleMeterRegistry(),
            watch);

    assertThat(flow.assigned().isAssigned()).isFalse();
    assertThat(watch.watched()).containsOnly("offset map us->eu");

    flow.start();
    flow.close();
    assertThat(watch.watched()).isEmpty();
  }

  private static FlowConfig flow(Map<String, String> overrides) {
    Map<String, String> lines = new HashMap<>(LINES);
    lines.putAll(overrides);
    return ConfigLoader.parse(lines, Map.of(), Set.of()).flows().getFirst();
  }
}
