package io.chappe.config.loading;

import io.chappe.config.FlowConfig;
import io.chappe.config.keys.CopyKeys;
import io.chappe.config.keys.PolicyKeys;
import io.chappe.config.keys.Secrets;
import io.chappe.config.keys.TopicKeys;
import io.chappe.naming.FlowId;
import io.chappe.naming.RenameRule;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Looks at the flows together. */
final class FlowsCheck {
  private FlowsCheck() {}

  static void check(
      List<FlowConfig> flows,
      List<String> aliases,
      Set<String> onlyClusters,
      Set<String> hidden,
      Findings findings) {
    if (flows.isEmpty()) {
      String example = aliases.getFirst() + "->" + aliases.getLast();
      findings.warning(
          "no flow is enabled: nothing is replicated until one is, as "
              + example
              + ".enabled=true");
    }
    onlyClusters.stream()
        .filter(alias -> !aliases.contains(alias))
        .sorted()
        .forEach(
            alias ->
                findings.problem(
                    "this instance is limited to cluster %s, which is not one of clusters=%s"
                        .formatted(alias, String.join(", ", aliases))));
    LoopCheck.Result ways = LoopCheck.check(flows, aliases);
    ways.twice()
        .filter(both -> ways.loop().isEmpty())
        .ifPresent(
            both ->
                findings.warning(
                    "the same records get to one topic by two ways, and are there twice: " + both));
    ways.loop()
        .ifPresent(
            way ->
                findings.problem(
                    "a topic would be copied in a circle without end: %s: disable one of these flows, or give all of them replication.policy.class=%s with one separator that is in no alias; to keep names, give all of them %s=true"
                        .formatted(way, PolicyKeys.DEFAULT_POLICY, CopyKeys.PROVENANCE.name())));
    warnIfCopiesMerge(flows, findings);
    flows.forEach(flow -> warnIfSourceIsNotTold(flow, findings));
    flows.forEach(flow -> refuseCollisions(flow, hidden, findings));
    NameClashes.among(flows, hidden).forEach(findings::problem);
  }

  /** An alias with the separator in it can't be read back from a remote topic's name. */
  private static void warnIfSourceIsNotTold(FlowConfig flow, Findings findings) {
    String remote = flow.naming().remoteTopic("orders");
    String source = flow.naming().policy().topicSource(remote);
    if (!flow.id().source().equals(source)) {
      findings.warning(
          "%s: by its name %s is a copy from %s: choose a replication.policy.separator that is in no alias"
              .formatted(flow.id(), remote, source));
    }
  }

  /** Flows that write topics of one name into one cluster. */
  private static void warnIfCopiesMerge(List<FlowConfig> flows, Findings findings) {
    Map<List<String>, FlowId> writers = new HashMap<>();
    for (FlowConfig flow : flows) {
      List<String> written = List.of(flow.id().target(), flow.naming().remoteTopic("orders"));
      FlowId other = writers.putIfAbsent(written, flow.id());
      if (other != null) {
        findings.warning(
            "%s and %s both keep the names of topics: topics of one name would be merged on %s; those that aren't in %s of both are not copied, the others at least once instead of exactly once"
                .formatted(other, flow.id(), flow.id().target(), CopyKeys.SHARED_TOPICS.name()));
      }
    }
  }

  /** Renames that would copy two topics into one, as far as names are written out. */
  private static void refuseCollisions(FlowConfig flow, Set<String> hidden, Findings findings) {
    Map<String, String> sources = new HashMap<>();
    for (String topic : namedTopics(flow)) {
      String other = sources.putIfAbsent(flow.naming().remoteTopic(topic), topic);
      if (other != null) {
        findings.problem(
            "%s.%s: %s and %s would both be copied to %s"
                .formatted(
                    flow.id(),
                    TopicKeys.TOPICS_RENAME.name(),
                    shown(flow, hidden, other),
                    shown(flow, hidden, topic),
                    shown(flow, hidden, flow.naming().remoteTopic(topic))));
      }
    }
  }

  /** A topic of a flow's list, unless that came from a config provider. */
  static String shown(FlowConfig flow, Set<String> hidden, String topic) {
    boolean provided =
        Stream.of(TopicKeys.TOPICS, TopicKeys.TOPICS_RENAME)
            .anyMatch(key -> hidden.contains(flow.id() + "." + key.name()));
    return provided ? Secrets.HIDDEN : topic;
  }

  /** Topics that the flow replicates and that stand in its filter or its renames as they are. */
  private static Set<String> namedTopics(FlowConfig flow) {
    return Stream.concat(
            flow.topicFilter().include().stream(),
            flow.naming().renames().rules().stream().map(RenameRule::pattern))
        .map(pattern -> pattern.toString().replace("\\.", ".").replace("[.]", "."))
        .filter(text -> text.matches("[a-zA-Z0-9._-]+"))
        .filter(flow::replicates)
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
