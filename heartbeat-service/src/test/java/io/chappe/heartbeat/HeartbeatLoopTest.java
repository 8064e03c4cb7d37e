package io.chappe.heartbeat;

import static org.assertj.core.api.Assertions.assertThat;

import io.chappe.config.FlowConfig;
import io.chappe.config.loading.ConfigLoader;
import io.chappe.naming.FlowId;
import io.chappe.service.LoopWatch;
import io.chappe.status.FlowStatus;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class HeartbeatLoopTest {
  private static final List<FlowConfig> FLOWS =
      ConfigLoader.parse(
              Map.of(
                  "clusters", "us, eu",
                  "us.bootstrap.servers", "localhost:1",
                  "eu.bootstrap.servers", "localhost:1",
                  "us->eu.enabled", "true"),
              Map.of(),
              Set.of())
          .flows();

  private final AtomicBoolean broken = new AtomicBoolean();
  private final AtomicInteger asked = new AtomicInteger();

  private Instant now() {
    if (Thread.currentThread().getName().equals("heartbeats")) {
      asked.incrementAndGet();
      if (broken.get()) {
        throw new NoClassDefFoundError("missing in the executable");
      }
    }
    return Instant.now();
  }

  @Test
  void survivesAnErrorAndSaysSo() {
    LoopWatch watch = new LoopWatch(System::nanoTime);
    try (HeartbeatLoop loop =
        new HeartbeatLoop(FLOWS, new SimpleMeterRegistry(), watch, this::now)) {
      loop.start();
      broken.set(true);
      Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> status(loop).contains("turns"));

      broken.set(false);
      int before = asked.get();
      Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> asked.get() > before + 2);
      Awaitility.await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> !status(loop).contains("turns"));
    }
    assertThat(watch.watched()).isEmpty();
  }

  private static String status(HeartbeatLoop loop) {
    FlowStatus status = loop.statuses().get(new FlowId("us", "eu"));
    return status.state() == FlowStatus.State.DEGRADED ? status.lastError() : "";
  }
}
