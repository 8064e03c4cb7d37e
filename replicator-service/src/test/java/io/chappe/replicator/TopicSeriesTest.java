package io.chappe.replicator;

import static org.assertj.core.api.Assertions.assertThat;

import io.chappe.replicator.lag.FlowLag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.search.Search;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class TopicSeriesTest {
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final TopicSeries series =
      new TopicSeries(registry, Tags.of("source", "us"), new FlowLag(() -> 0), 10);

  @Test
  void allSeriesOfATopicGoWithItAndThoseOfOthersStay() {
    for (String topic : Set.of("kept", "gone")) {
      series.copied(topic, 3, 100);
      series.lostOnSource(topic, 7);
      series.lostOnSource(topic, 7);
      series.buried(topic);
    }
    long each = count("kept");

    series.retain(Set.of("kept"));

    assertThat(Search.in(registry).tag("topic", "gone").meters()).isEmpty();
    assertThat(count("kept")).isEqualTo(each).isEqualTo(7);
    assertThat(registry.get("chappe.source.lost.offsets").counter().count()).isEqualTo(14);
  }

  @Test
  void topicsBeyondTheLimitAreAddedUp() {
    FlowLag lag = new FlowLag(() -> 1_000);
    TopicSeries few = new TopicSeries(registry, Tags.of("flow", "few"), lag, 1);
    lag.partitions(
        Set.of(new TopicPartition("a", 0), new TopicPartition("b", 0), new TopicPartition("c", 0)));
    for (String topic : List.of("a", "b", "c")) {
      few.copied(topic, 3, 100);
    }
    few.lostOnSource("c", 7);

    assertThat(records("few", "a")).isEqualTo(3);
    assertThat(records("few", "*")).isEqualTo(6);
    assertThat(Search.in(registry).tag("topic", "b").meters()).isEmpty();
    assertThat(registry.get("chappe.source.lost.offsets").tag("topic", "c").counter().count())
        .isEqualTo(7);
    assertThat(registry.get("chappe.lag.records").tag("topic", "*").gauge().value()).isNaN();

    few.retain(Set.of("c"));
    few.show("c");
    few.copied("c", 1, 100);
    few.retain(Set.of("c"));
    assertThat(records("few", "c")).isEqualTo(1);
    assertThat(Search.in(registry).tag("topic", "*").meters()).isEmpty();
    assertThat(Search.in(registry).tag("topic", "a").meters()).isEmpty();
  }

  private double records(String flow, String topic) {
    return registry.get("chappe.records").tags("flow", flow, "topic", topic).counter().count();
  }

  @Test
  void aTopicThatComesBackIsCountedAnew() {
    series.copied("orders", 3, 100);
    series.retain(Set.of());
    series.copied("orders", 1, 100);

    assertThat(registry.get("chappe.records").counter().count()).isEqualTo(1);
  }

  @Test
  void whatWasCountedStaysWhenTheFlowIsClosed() {
    series.copied("orders", 3, 100);

    series.close();

    assertThat(registry.getMeters())
        .extracting(meter -> meter.getId().getName())
        .contains("chappe.records")
        .doesNotContain("chappe.lag.records", "chappe.recovery.point");
  }

  private long count(String topic) {
    return Search.in(registry).tag("topic", topic).meters().size();
  }
}
