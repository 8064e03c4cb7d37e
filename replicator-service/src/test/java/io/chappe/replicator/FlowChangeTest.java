package io.chappe.replicator;

import static org.assertj.core.api.Assertions.assertThat;

import io.chappe.config.FlowConfig;
import io.chappe.config.loading.ConfigLoader;
import io.chappe.service.FlowChange;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FlowChangeTest {

  @Test
  void anOperatorsYesToDeletionsDisturbsNothing() {
    FlowConfig before = flow(Map.of());
    FlowConfig yes =
        flow(Map.of("us->eu.sync.topic.deletions.confirmed.until", "2026-01-31T00:00:00Z"));

    assertThat(yes.topics().deletions().confirmedUntil()).isPresent();
    assertThat(FlowChange.between(before, yes)).isEqualTo(FlowChange.IN_PLACE);
    assertThat(FlowChange.ofTopics(before, yes)).isFalse();
    assertThat(
            FlowChange.ofTopics(
                before, flow(Map.of("us->eu.sync.topic.deletions.max.percent", "20"))))
        .isTrue();
  }

  private static FlowConfig flow(Map<String, String> lines) {
    Map<String, String> file = new HashMap<>(lines);
    file.put("clusters", "us, eu");
    file.put("us.bootstrap.servers", "us:9092");
    file.put("eu.bootstrap.servers", "eu:9092");
    file.put("us->eu.enabled", "true");
    return ConfigLoader.parse(file, Map.of(), Set.of()).flows().getFirst();
  }
}
