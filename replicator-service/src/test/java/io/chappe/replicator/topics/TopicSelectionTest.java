package io.chappe.replicator.topics;

import static io.chappe.replicator.topics.Flows.flow;
import static org.assertj.core.api.Assertions.assertThat;

import io.chappe.replicator.topics.TopicSelection.Verdict;
import org.junit.jupiter.api.Test;

class TopicSelectionTest {
  private final TopicSelection selection = new TopicSelection(flow("us", "eu").build());

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
    TopicSelection taking = new TopicSelection(flow("us", "eu").topics("orders").build());
    TopicSelection leaving =
        new TopicSelection(flow("us", "eu").topics("orders").replicateHeartbeats(false).build());

    assertThat(taking.judge("heartbeats")).isEqualTo(new Verdict.Wanted("us.heartbeats"));
    assertThat(taking.judge("asia.heartbeats")).isEqualTo(new Verdict.Wanted("us.asia.heartbeats"));
    assertThat(leaving.judge("heartbeats")).isEqualTo(new Verdict.NotWanted());
  }

  @Test
  void keepsNamesWithTheIdentityPolicy() {
    TopicSelection identity = new TopicSelection(flow("us", "eu").identityNames().build());

    assertThat(identity.judge("orders")).isEqualTo(new Verdict.Wanted("orders"));
    assertThat(identity.judge("eu.orders")).isEqualTo(new Verdict.Wanted("eu.orders"));
  }
}
