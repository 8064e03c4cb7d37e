package io.chappe.heartbeat.api.change;

import io.chappe.config.ChappeConfig;
import io.chappe.config.FlowConfig;
import io.chappe.config.TopicSelection;
import io.chappe.naming.FlowId;
import io.chappe.service.FlowChange;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;

/** Foretells what a change does to flows, by the rules that the services follow. */
final class Effects {
  private final Function<FlowId, Optional<Set<String>>> sourceTopics;

  /**
   * @param sourceTopics all topics of a flow's source; empty if they aren't known
   */
  Effects(Function<FlowId, Optional<Set<String>>> sourceTopics) {
    this.sourceTopics = sourceTopics;
  }

  /** Of every flow that isn't as before. */
  List<FlowEffect> between(ChappeConfig before, ChappeConfig after) {
    Map<FlowId, FlowConfig> old = byId(before);
    Map<FlowId, FlowConfig> next = byId(after);
    Set<FlowId> all = new LinkedHashSet<>(old.keySet());
    all.addAll(next.keySet());
    return all.stream()
        .filter(id -> !Optional.ofNullable(old.get(id)).equals(Optional.ofNullable(next.get(id))))
        .map(id -> of(id, Optional.ofNullable(old.get(id)), Optional.ofNullable(next.get(id))))
        .toList();
  }

  private static Map<FlowId, FlowConfig> byId(ChappeConfig config) {
    Map<FlowId, FlowConfig> flows = new LinkedHashMap<>();
    config.flows().forEach(flow -> flows.put(flow.id(), flow));
    return flows;
  }

  private FlowEffect of(FlowId id, Optional<FlowConfig> before, Optional<FlowConfig> after) {
    Optional<FlowConfig> old = before.filter(FlowConfig::enabled);
    Optional<FlowConfig> next = after.filter(FlowConfig::enabled);
    List<String> restarts =
        old.isPresent() && next.isPresent() ? restarts(old.get(), next.get()) : List.of();
    String what = what(old, next, restarts);
    Optional<Set<String>> topics =
        old.isPresent() == next.isPresent()
                && (old.isEmpty() || !FlowChange.ofTopics(old.get(), next.get()))
            ? Optional.of(Set.of())
            : sourceTopics.apply(id);
    Set<String> copiedBefore = copied(old, topics);
    Set<String> copiedAfter = copied(next, topics);
    FlowEffect.Topics goes = without(copiedBefore, copiedAfter);
    boolean interrupts =
        Stream.of("stops", "pauses").anyMatch(what::equals)
            || !restarts.isEmpty()
            || goes.number() > 0;
    return new FlowEffect(
        id.toString(),
        what,
        restarts,
        interrupts,
        topics.isPresent(),
        without(copiedAfter, copiedBefore),
        goes);
  }

  private static String what(
      Optional<FlowConfig> old, Optional<FlowConfig> next, List<String> restarts) {
    if (old.isPresent() != next.isPresent()) {
      return next.isPresent() ? "starts" : "stops";
    }
    boolean wasPaused = old.map(flow -> flow.copy().paused()).orElse(false);
    boolean isPaused = next.map(flow -> flow.copy().paused()).orElse(false);
    if (wasPaused != isPaused) {
      return isPaused ? "pauses" : "resumes";
    }
    return restarts.contains("replication") ? "restarts" : "changes";
  }

  private static List<String> restarts(FlowConfig old, FlowConfig next) {
    List<String> restarts = new ArrayList<>();
    if (FlowChange.between(old, next) == FlowChange.RESTART) {
      restarts.add("replication");
    }
    if (FlowChange.restartsCheckpoints(old, next)) {
      restarts.add("checkpoints");
    }
    return List.copyOf(restarts);
  }

  private static Set<String> copied(Optional<FlowConfig> flow, Optional<Set<String>> topics) {
    return flow.isEmpty() || topics.isEmpty()
        ? Set.of()
        : new TopicSelection(flow.get()).choose(topics.get(), Set.of()).wanted().keySet();
  }

  private static FlowEffect.Topics without(Set<String> some, Set<String> others) {
    Set<String> rest = new TreeSet<>(some);
    rest.removeAll(others);
    return FlowEffect.Topics.of(List.copyOf(rest));
  }
}
