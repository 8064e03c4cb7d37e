package io.chappe.replicator.topics;

import static org.assertj.core.api.Assertions.assertThat;

import io.chappe.replicator.topics.catalog.SourceTopic;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.Test;

class FlowTopicsTest {
  @Test
  void manyPartitionsAreLookedAtLessOften() {
    SourceTopic large = new SourceTopic("large", Uuid.randomUuid(), 9_000, "us.large");
    SourceTopic small = new SourceTopic("small", Uuid.randomUuid(), 6, "us.small");

    assertThat(FlowTopics.shortestRound(List.of(small))).isEqualTo(Duration.ofMillis(60));
    assertThat(FlowTopics.shortestRound(List.of(large, small)))
        .isEqualTo(Duration.ofMillis(90_060));
  }
}
