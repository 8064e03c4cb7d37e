package io.chappe.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.chappe.config.ConfigLoader;
import io.chappe.config.FlowConfig;
import io.chappe.config.FlowId;
import io.chappe.control.Progress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.KafkaException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RunningFlowsTest {
  private static final FlowId FLOW = new FlowId("us", "eu");
  private static final FlowId OTHER = new FlowId("eu", "us");

  private final CountDownLatch mayStart = new CountDownLatch(1);
  private final AtomicInteger made = new AtomicInteger();
  private final RunningFlows<Flow> flows = new RunningFlows<>(this::make);

  /** A flow whose topics say what becomes of it. */
  private final class Flow implements RunningFlow {
    private final FlowConfig config;

    Flow(FlowConfig config) {
      this.config = config;
    }

    String topics() {
      return config.topicFilter().include().toString();
    }

    @Override
    public void start() {
      if (topics().contains("slow")) {
        try {
          mayStart.await();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      }
    }

    @Override
    public boolean change(FlowConfig before, FlowConfig next) {
      return before.equals(next);
    }

    @Override
    public void close() {}
  }

  private Flow make(FlowConfig config) {
    made.incrementAndGet();
    Flow flow = new Flow(config);
    if (flow.topics().contains("broken")) {
      throw new KafkaException("no such key store");
    }
    return flow;
  }

  @AfterEach
  void close() {
    flows.close();
  }

  @Test
  void aChangeThatIsUnderWayIsSaidToBe() {
    flows.start(flows("one"));
    assertThat(flows.progress()).isEqualTo(Progress.DONE);

    flows.apply(flows("slow"));
    assertThat(flows.progress().underWay()).isTrue();

    mayStart.countDown();
    awaitDone();
    assertThat(flows.progress()).isEqualTo(Progress.DONE);
    assertThat(topics()).isEqualTo("[slow]");
  }

  @Test
  void aChangeThatFailsIsSaidWithItsReasonAndTheFlowRunsAsBefore() {
    flows.start(flows("one"));

    flows.apply(flows("broken"));
    awaitDone();

    assertThat(flows.progress().failed()).isEqualTo(Map.of(FLOW, "no such key store"));
    assertThat(topics()).isEqualTo("[one]");
  }

  @Test
  void afterAFailureTheNextChangeIsTriedAndForgetsIt() {
    flows.start(flows("one"));
    flows.apply(flows("broken"));
    awaitDone();

    flows.apply(flows("two"));
    awaitDone();

    assertThat(flows.progress()).isEqualTo(Progress.DONE);
    assertThat(topics()).isEqualTo("[two]");
  }

  @Test
  void theWayBackAfterAFailureIsNoChange() {
    flows.start(flows("one"));
    flows.apply(flows("broken"));
    awaitDone();
    int before = made.get();

    flows.apply(flows("one"));
    awaitDone();

    assertThat(flows.progress()).isEqualTo(Progress.DONE);
    assertThat(made).hasValue(before);
  }

  @Test
  void aFailureIsTriedAgainWithTheNextChangeOfAnythingElse() {
    flows.start(flows("one"));
    flows.apply(flows("broken"));
    awaitDone();
    int before = made.get();

    flows.apply(flows("broken"));
    awaitDone();

    assertThat(made).as("tried, and gone back").hasValue(before + 2);
    assertThat(flows.progress().failed()).containsOnlyKeys(FLOW);
    assertThat(flows.each(Flow::topics)).containsKeys(FLOW, OTHER);
  }

  private void awaitDone() {
    Awaitility.await().until(() -> !flows.progress().underWay());
  }

  private String topics() {
    return flows.each(Flow::topics).get(FLOW);
  }

  private static List<FlowConfig> flows(String topics) {
    Map<String, String> lines = new HashMap<>();
    lines.put("clusters", "us, eu");
    lines.put("us.bootstrap.servers", "us:9092");
    lines.put("eu.bootstrap.servers", "eu:9092");
    lines.put("us->eu.enabled", "true");
    lines.put("us->eu.topics", topics);
    lines.put("eu->us.enabled", "true");
    return ConfigLoader.parse(lines, Map.of(), Set.of()).flows();
  }
}
