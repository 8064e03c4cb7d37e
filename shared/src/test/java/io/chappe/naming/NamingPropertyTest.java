package io.chappe.naming;

import static org.assertj.core.api.Assertions.assertThat;

import io.chappe.config.FlowId;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class NamingPropertyTest {
  private static final List<String> CLUSTERS = List.of("us", "eu", "asia");

  /** A topic on a cluster. */
  private record Copy(String cluster, String topic) {}

  @Provide
  Arbitrary<String> topics() {
    Arbitrary<String> plain =
        Arbitraries.strings().withChars("abz09-_.").ofMinLength(1).ofMaxLength(12);
    Arbitrary<String> likeCopies =
        Arbitraries.of("us", "eu", "asia", "mm2", "chappe", "heartbeats", "orders", "internal")
            .list()
            .ofMinSize(1)
            .ofMaxSize(4)
            .map(parts -> String.join(".", parts));
    return Arbitraries.oneOf(plain, likeCopies);
  }

  @Provide
  Arbitrary<Separators> separators() {
    return Arbitraries.of(".", "_", "-", "--")
        .flatMap(
            separator -> Arbitraries.of(true, false).map(all -> new Separators(separator, all)));
  }

  @Property
  void aRemoteTopicTellsItsSourceAndItsUpstreamTopic(
      @ForAll("topics") String topic, @ForAll("separators") Separators separators) {
    TopicNaming naming = TopicNaming.prefixed(new FlowId("us", "eu"), separators);

    String remote = naming.remoteTopic(topic);

    assertThat(naming.policy().topicSource(remote)).isEqualTo("us");
    assertThat(naming.policy().upstreamTopic(remote)).isEqualTo(topic);
  }

  @Property
  void identityChangesNoNameButHeartbeats(
      @ForAll("topics") String topic, @ForAll("separators") Separators separators) {
    TopicNaming naming =
        TopicNaming.identity(new FlowId("us", "eu"), separators, Set.copyOf(CLUSTERS));

    String remote = naming.remoteTopic(topic);

    assertThat(remote)
        .isEqualTo(naming.isHeartbeatsTopic(topic) ? "us" + separators.separator() + topic : topic);
  }

  @Property
  void noTopicRunsInACircleForEver(
      @ForAll("topics") String topic, @ForAll("separators") Separators separators) {
    Deque<Copy> toFollow = new ArrayDeque<>();
    CLUSTERS.forEach(cluster -> toFollow.add(new Copy(cluster, topic)));
    Set<Copy> copies = new HashSet<>();
    while (!toFollow.isEmpty()) {
      Copy copy = toFollow.remove();
      for (String target : CLUSTERS) {
        FlowId flow = new FlowId(copy.cluster(), target);
        TopicNaming naming = TopicNaming.prefixed(flow, separators);
        if (!copy.cluster().equals(target) && naming.mayBeReplicated(copy.topic())) {
          Copy next = new Copy(target, naming.remoteTopic(copy.topic()));
          assertThat(copies.add(next)).as("%s is copied to once only", next).isTrue();
          toFollow.add(next);
        }
      }
      assertThat(copies)
          .as("each cluster has a topic at most once by each way")
          .hasSizeLessThan(20);
    }
  }

  @Property
  void aCopyIsNeverCopiedBack(
      @ForAll("topics") String topic, @ForAll("separators") Separators separators) {
    TopicNaming there = TopicNaming.prefixed(new FlowId("us", "eu"), separators);
    TopicNaming back = TopicNaming.prefixed(new FlowId("eu", "us"), separators);

    assertThat(back.mayBeReplicated(there.remoteTopic(topic))).isFalse();
    assertThat(back.topicOnTarget(there.remoteTopic(topic)))
        .isEqualTo(there.policy().originalTopic(topic));
  }
}
