package io.chappe.heartbeat;

import static org.assertj.core.api.Assertions.assertThat;

import io.chappe.config.FlowConfig;
import io.chappe.config.loading.ConfigLoader;
import io.chappe.status.FlowStatus;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FlowHeartbeatsTest {
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private Instant now = Instant.parse("2026-01-31T00:00:00Z");

  @Test
  void aFlowWithoutReplicatedHeartbeatsNeverMissesThem() {
    FlowHeartbeats heartbeats = new FlowHeartbeats(flow(false), meters, () -> now);
    heartbeats.written();
    now = now.plus(Duration.ofHours(1));
    heartbeats.judge();

    FlowStatus status = heartbeats.status(Map.of());
    assertThat(status.state()).isEqualTo(FlowStatus.State.RUNNING);
    assertThat(status.details().get("newest on target")).contains("not replicated");
    assertThat(meters.find("chappe.heartbeat.age").gauge()).isNull();
  }

  @Test
  void isJudgedFromWhenHeartbeatsAreReplicated() {
    FlowHeartbeats heartbeats = new FlowHeartbeats(flow(false), meters, () -> now);
    now = now.plus(Duration.ofHours(1));
    heartbeats.change(flow(true));
    heartbeats.judge();
    assertThat(heartbeats.status(Map.of()).state()).isEqualTo(FlowStatus.State.STARTING);
    now = now.plus(Duration.ofMinutes(1));
    heartbeats.judge();
    assertThat(heartbeats.status(Map.of()).state()).isEqualTo(FlowStatus.State.DEGRADED);
    assertThat(meters.get("chappe.heartbeat.age").timeGauge().value()).isEqualTo(60);

    heartbeats.change(flow(false));
    assertThat(heartbeats.status(Map.of()).state()).isNotEqualTo(FlowStatus.State.DEGRADED);
    assertThat(meters.find("chappe.heartbeat.age").gauge()).isNull();
  }

  private static FlowConfig flow(boolean replicated) {
    return ConfigLoader.parse(
            Map.of(
                "clusters", "us, eu",
                "us.bootstrap.servers", "us:9092",
                "eu.bootstrap.servers", "eu:9092",
                "us->eu.enabled", "true",
                "us->eu.topics", "orders",
                "us->eu.heartbeats.replication.enabled", Boolean.toString(replicated)),
            Map.of(),
            Set.of())
        .flows()
        .getFirst();
  }
}
