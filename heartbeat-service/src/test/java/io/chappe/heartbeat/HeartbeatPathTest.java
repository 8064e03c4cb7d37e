package io.chappe.heartbeat;

import static org.assertj.core.api.Assertions.assertThat;

import io.chappe.naming.FlowId;
import io.chappe.naming.Separators;
import io.chappe.naming.TopicNaming;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.connect.mirror.Heartbeat;
import org.apache.kafka.connect.mirror.ReplicationPolicy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class HeartbeatPathTest {
  private static final FlowId INTO_AP = new FlowId("eu", "ap");

  /** The identity policy gives heartbeats topics the source's alias as well. */
  static Stream<ReplicationPolicy> policies() {
    Separators separators = Separators.DOT;
    return Stream.of(
            TopicNaming.prefixed(INTO_AP, separators),
            TopicNaming.identity(INTO_AP, separators, Set.of("us", "eu", "ap")))
        .map(TopicNaming::policy);
  }

  @ParameterizedTest
  @MethodSource("policies")
  void isReadOffTheTopicsName(ReplicationPolicy policy) {
    HeartbeatPath path = HeartbeatPath.of(policy, "eu.us.heartbeats", "ap").orElseThrow();

    assertThat(path).hasToString("us->eu->ap");
    assertThat(path.hops()).isEqualTo(2);
    assertThat(path.origin()).isEqualTo(new FlowId("us", "eu"));
    assertThat(path.last()).isEqualTo(INTO_AP);
    assertThat(path.observer()).isEqualTo("ap");
  }

  @ParameterizedTest
  @MethodSource("policies")
  void otherTopicsHaveNone(ReplicationPolicy policy) {
    assertThat(Stream.of("heartbeats", "eu.us.orders", "my-heartbeats", "orders", "heartbeats.eu"))
        .allSatisfy(
            topic -> assertThat(HeartbeatPath.of(policy, topic, "ap")).isEqualTo(Optional.empty()));
  }

  @Test
  void onlyHeartbeatsOfItsFirstHopAreItsOwn() {
    HeartbeatPath path = new HeartbeatPath(List.of("us", "eu", "ap"));

    assertThat(path.isOf(new Heartbeat("us", "eu", 0))).isTrue();
    assertThat(path.isOf(new Heartbeat("us", "ap", 0))).isFalse();
    assertThat(path.isOf(new Heartbeat("eu", "ap", 0))).isFalse();
  }

  @Test
  void pathsAreBoundedAndForgotten() {
    SimpleMeterRegistry meters = new SimpleMeterRegistry();
    SeenPaths paths = new SeenPaths(meters, () -> Instant.ofEpochMilli(1_000), 5);
    for (int i = 0; i < 8; i++) {
      paths.seen(new HeartbeatPath(List.of("x" + i, "eu", "ap")), i);
    }
    assertThat(meters.getMeters()).hasSize(5);

    HeartbeatPath first = new HeartbeatPath(List.of("x0", "eu", "ap"));
    paths.seen(first, 400);
    paths.seen(first, 300);
    assertThat(paths.agesMs()).containsEntry(first, 600L);

    paths.forget(first);
    assertThat(paths.agesMs()).doesNotContainKey(first);
    assertThat(meters.getMeters()).hasSize(4);
  }
}
