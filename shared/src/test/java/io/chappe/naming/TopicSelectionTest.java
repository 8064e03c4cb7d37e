package io.chappe.naming;

import static org.assertj.core.api.Assertions.assertThat;

import io.chappe.config.FlowConfig;
import io.chappe.config.TopicSelection;
import io.chappe.config.TopicSelection.Verdict;
import io.chappe.config.loading.ConfigLoader;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class TopicSelectionTest {
  private final TopicSelection selection = new TopicSelection(flow());

  @Test
  void wantsWhatTheFilterTakesUnderItsRemoteName() {
    assertThat(selection.judge("orders")).isEqualTo(new Verdict.Wanted("us.orders"));
    assertThat(selection.judge("asia.orders")).isEqualTo(new Verdict.Wanted("us.asia.orders"));
  }

  @Test
  void leavesOutWhatIsExcludedOrInternal() {
    assertThat(selection.judge("__consumer_offsets")).isEqualTo(new Verdict.NotWanted());
    assertThat(selection.judge("mm2-offset-syncs.eu.internal")).isEqualTo(new Verdict.NotWanted());
    assertThat(selection.judge("eu.checkpoints.internal")).isEqualTo(new Verdict.NotWanted());
  }

  @Test
  void refusesWhatCameFromTheTargetHoweverFarBack() {
    assertThat(selection.judge("eu.orders")).isInstanceOf(Verdict.Refused.class);
    assertThat(selection.judge("asia.eu.orders")).isInstanceOf(Verdict.Refused.class);
  }

  @Test
  void takesHeartbeatsThatTheFilterLeavesOutUnlessToldNotTo() {
    TopicSelection taking = new TopicSelection(flow("topics", "orders"));
    TopicSelection leaving =
        new TopicSelection(flow("topics", "orders", "heartbeats.replication.enabled", "false"));

    assertThat(taking.judge("heartbeats")).isEqualTo(new Verdict.Wanted("us.heartbeats"));
    assertThat(taking.judge("asia.heartbeats")).isEqualTo(new Verdict.Wanted("us.asia.heartbeats"));
    assertThat(leaving.judge("heartbeats")).isEqualTo(new Verdict.NotWanted());
  }

  @Test
  void carriesOverOffsetsOnlyOfWhatTheFilterPicks() {
    TopicSelection orders = new TopicSelection(flow("topics", "orders"));

    assertThat(orders.replicates("heartbeats")).isTrue();
    assertThat(orders.checkpoints("heartbeats")).isFalse();
    assertThat(orders.checkpoints("orders")).isTrue();
    assertThat(selection.checkpoints("heartbeats")).isTrue();
    assertThat(selection.checkpoints("eu.orders")).isFalse();
  }

  @Test
  void keepsNamesWithTheIdentityPolicy() {
    TopicSelection identity =
        new TopicSelection(
            flow(
                "replication.policy.class",
                "org.apache.kafka.connect.mirror.IdentityReplicationPolicy"));

    assertThat(identity.judge("orders")).isEqualTo(new Verdict.Wanted("orders"));
    assertThat(identity.judge("eu.orders")).isEqualTo(new Verdict.Wanted("eu.orders"));
  }

  @Test
  void ofTopicsThatWouldShareARemoteTopicNoneIsChosen() {
    TopicSelection merging = new TopicSelection(flow("topics.rename", "orders-.* -> orders"));

    TopicSelection.Choice choice =
        merging.choose(List.of("orders-1", "payments", "orders-2"), Set.of());

    assertThat(choice.wanted()).isEqualTo(Map.of("payments", "us.payments"));
    assertThat(choice.troubled().get("orders-1")).contains("us.orders", "orders-2");
    assertThat(choice.troubled().get("orders-2")).contains("us.orders", "orders-1");
  }

  @Test
  void theTopicThatHasARemoteTopicKeepsIt() {
    TopicSelection merging = new TopicSelection(flow("topics.rename", "orders-.* -> orders"));

    TopicSelection.Choice choice =
        merging.choose(List.of("orders-1", "orders-2"), Set.of("orders-2"));

    assertThat(choice.wanted()).isEqualTo(Map.of("orders-2", "us.orders"));
    assertThat(choice.troubled())
        .isEqualTo(
            Map.of("orders-1", "its remote topic us.orders already is the copy of orders-2"));
  }

  @Test
  void aNameThatHidesWhereATopicCameFromIsTrouble() {
    TopicSelection hiding =
        new TopicSelection(flow("topics.rename", "us\\.(.*) -> $1", "eu->us.enabled", "true"));

    TopicSelection.Choice choice = hiding.choose(List.of("us.orders", "eu.orders"), Set.of());

    assertThat(choice.troubled()).containsOnlyKeys("us.orders");
    assertThat(choice.refused()).containsOnlyKeys("eu.orders");
  }

  @Property
  void noRemoteTopicIsTheCopyOfTwo(
      @ForAll Set<@AlphaChars @StringLength(min = 1, max = 3) String> topics,
      @ForAll Set<@AlphaChars @StringLength(min = 1, max = 3) String> replicated) {
    TopicSelection selection =
        new TopicSelection(flow("topics.rename", "(.)[a-z] -> $1; [A-Z](.*) -> q$1; (..). -> $1"));

    TopicSelection.Choice choice = selection.choose(topics, replicated);

    assertThat(choice.wanted().values()).doesNotHaveDuplicates();
    Set<String> decided = new HashSet<>(choice.wanted().keySet());
    decided.addAll(choice.troubled().keySet());
    assertThat(decided).isEqualTo(topics);
  }

  /** Of these properties: keys and values in turn. */
  private static FlowConfig flow(String... more) {
    Map<String, String> properties = new HashMap<>();
    properties.put("clusters", "us, eu");
    properties.put("us.bootstrap.servers", "us:9092");
    properties.put("eu.bootstrap.servers", "eu:9092");
    properties.put("us->eu.enabled", "true");
    for (int index = 0; index < more.length; index += 2) {
      properties.put(more[index], more[index + 1]);
    }
    return ConfigLoader.parse(properties, Map.of(), Set.of()).flows().stream()
        .filter(flow -> flow.id().source().equals("us"))
        .findFirst()
        .orElseThrow();
  }
}
