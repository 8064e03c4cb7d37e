package io.chappe.naming;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;

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

  /** Rules that add, take away and swap what looks like the alias of a cluster. */
  @Provide
  Arbitrary<List<RenameRule>> rules() {
    Arbitrary<String> patterns =
        Arbitraries.of(
            "us\\.(.*)",
            "eu\\.(.*)",
            "[a-z]+\\.(.*)",
            "(.*)",
            "or(.*)",
            "(.*)\\.[a-z0-9]+",
            "(z+)");
    Arbitrary<String> replacements =
        Arbitraries.of("$1", "us.$1", "eu.$1", "asia.$1", "x$1", "$1.us", "orders", "a.b");
    return Combinators.combine(patterns, replacements)
        .as((pattern, replacement) -> new RenameRule(Pattern.compile(pattern), replacement))
        .list()
        .ofMaxSize(3);
  }

  /** In chains, rings, meshes, hubs with spokes: whatever flows are enabled. */
  @Property
  void noRenameLetsATopicRunInACircle(
      @ForAll("topics") String topic,
      @ForAll @Size(6) List<@From("rules") List<RenameRule>> rules,
      @ForAll @Size(6) List<Boolean> enabled) {
    Map<FlowId, TopicNaming> flows = new LinkedHashMap<>();
    int candidates = 0;
    for (String source : CLUSTERS) {
      for (String target : CLUSTERS) {
        if (!source.equals(target) && enabled.get(candidates++)) {
          FlowId flow = new FlowId(source, target);
          TopicRenames renames =
              new TopicRenames(rules.get(flows.size()), ".", Set.copyOf(CLUSTERS));
          flows.put(flow, TopicNaming.prefixed(flow, Separators.DOT).renaming(renames));
        }
      }
    }
    CLUSTERS.forEach(cluster -> follow(flows, List.of(new Copy(cluster, topic))));
  }

  private static void follow(Map<FlowId, TopicNaming> flows, List<Copy> way) {
    assertThat(way.stream().map(Copy::cluster)).as("%s", way).doesNotHaveDuplicates();
    Copy last = way.getLast();
    flows.forEach(
        (flow, naming) -> {
          if (flow.source().equals(last.cluster()) && naming.mayBeReplicated(last.topic())) {
            List<Copy> longer = new ArrayList<>(way);
            longer.add(new Copy(flow.target(), naming.remoteTopic(last.topic())));
            follow(flows, longer);
          }
        });
  }
}
