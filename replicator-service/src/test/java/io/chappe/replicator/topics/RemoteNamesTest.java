package io.chappe.replicator.topics;

import static org.assertj.core.api.Assertions.assertThat;

import io.chappe.config.FlowConfig;
import io.chappe.config.loading.ConfigLoader;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RemoteNamesTest {
  private static final Map<String, String> ORDERS = Map.of("orders", "orders");

  private final RemoteNames names = new RemoteNames();

  private static FlowConfig flow(String source, String shared) {
    Map<String, String> lines = new HashMap<>();
    lines.put("clusters", "us, asia, eu");
    Set.of("us", "asia", "eu").forEach(alias -> lines.put(alias + ".bootstrap.servers", "x:1"));
    lines.put(source + "->eu.enabled", "true");
    lines.put("remote.topics.shared", shared);
    return ConfigLoader.parse(lines, Map.of(), Set.of()).flows().getFirst();
  }

  @Test
  void neitherOfTwoFlowsGetsARemoteTopicThatBothWant() {
    assertThat(names.want(this, flow("us", ""), ORDERS)).isEmpty();

    assertThat(names.want(this, flow("asia", ""), Map.of("orders", "orders", "pay", "pay")))
        .containsOnlyKeys("orders")
        .extractingByKey("orders")
        .asString()
        .startsWith("its remote topic orders would also be the copy of orders by us->eu")
        .contains("name orders in remote.topics.shared of both flows");
    assertThat(names.want(this, flow("us", ""), ORDERS).get("orders")).contains("by asia->eu");
  }

  @Test
  void whatBothExpectToShareIsFine() {
    names.want(this, flow("us", "orders"), ORDERS);

    assertThat(names.want(this, flow("asia", "orders"), ORDERS)).isEmpty();
    assertThat(names.want(this, flow("asia", ""), ORDERS)).containsKey("orders");
  }

  @Test
  void whatIsNoLongerWantedIsFree() {
    names.want(this, flow("us", ""), ORDERS);
    names.want(this, flow("us", ""), Map.of());

    assertThat(names.want(this, flow("asia", ""), ORDERS)).isEmpty();
  }

  @Test
  void aFlowThatEndedIsForgottenUnlessAnotherTellsOfItByNow() {
    names.want("before", flow("us", ""), ORDERS);
    names.want("now", flow("us", ""), ORDERS);

    names.forget("before", flow("us", "").id());
    assertThat(names.want(this, flow("asia", ""), ORDERS)).containsKey("orders");

    names.forget("now", flow("us", "").id());
    assertThat(names.want(this, flow("asia", ""), ORDERS)).isEmpty();
  }
}
