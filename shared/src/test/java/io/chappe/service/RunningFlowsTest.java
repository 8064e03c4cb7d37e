package io.chappe.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.chappe.config.FlowConfig;
import io.chappe.config.loading.ConfigLoader;
import io.chappe.control.Progress;
import io.chappe.naming.FlowId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
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
  private final CountDownLatch beginsToEnd = new CountDownLatch(1);
  private final CountDownLatch mayEnd = new CountDownLatch(1);
  private final List<String> started = new CopyOnWriteArrayList<>();
  private final List<String> closed = new CopyOnWriteArrayList<>();
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
      started.add(topics());
      if (topics().contains("slow")) {
        RunningFlowsTest.await(mayStart);
      }
      if (topics().contains("halfway")) {
        throw new KafkaException("no thread");
      }
    }

    @Override
    public boolean change(FlowConfig before, FlowConfig next) {
      return before.equals(next);
    }

    @Override
    public void close() {
      closed.add(topics());
      if (topics().contains("lingering")) {
        beginsToEnd.countDown();
        RunningFlowsTest.await(mayEnd);
      }
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
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

  @Test
  void aCloseAmidAChangeStartsNothingAnyMore() throws InterruptedException {
    flows.start(flows("lingering"));
    flows.apply(flows("two"));
    beginsToEnd.await();

    Thread closing = Thread.ofVirtual().start(flows::close);
    // The flow the other way stands still and is closed at once: so the close has begun.
    Awaitility.await().until(() -> closed.size() == 2);
    Awaitility.await().until(() -> closing.getState() == Thread.State.WAITING);
    mayEnd.countDown();
    closing.join();

    assertThat(started.stream().filter(each -> !each.equals("[.*]")))
        .as("neither the new one nor the old one again")
        .containsExactly("[lingering]");
  }

  @Test
  void aFlowThatStartsOnlyHalfIsClosed() {
    flows.start(flows("one"));

    flows.apply(flows("halfway"));
    awaitDone();

    assertThat(closed).contains("[halfway]");
    assertThat(topics()).isEqualTo("[one]");
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
