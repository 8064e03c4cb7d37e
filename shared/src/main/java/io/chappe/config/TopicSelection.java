package io.chappe.config;

import io.chappe.naming.TopicNaming;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Decides by name whether a source topic is replicated: it is wanted by the flow's filter (or is a
 * heartbeats topic), is no internal topic, and would not travel in a circle.
 */
public final class TopicSelection {
  /** What is decided about a topic. */
  public sealed interface Verdict {
    /** It is replicated to {@code remoteName}. */
    record Wanted(String remoteName) implements Verdict {}

    /** The filter does not ask for it, or it is internal. */
    record NotWanted() implements Verdict {}

    /** The filter asks for it, but it must not be replicated. */
    record Refused(String reason) implements Verdict {}

    /** It would be replicated, but for the name that the flow's renames give it. */
    record Misnamed(String reason) implements Verdict {}
  }

  private static final Verdict NOT_WANTED = new Verdict.NotWanted();

  private final FlowConfig flow;

  /** By what is configured for a flow. */
  public TopicSelection(FlowConfig flow) {
    this.flow = flow;
  }

  /** Decides about one topic, without regard to others. */
  public Verdict judge(String topic) {
    TopicNaming naming = flow.naming();
    if (!isAskedFor(topic) || naming.isInternalTopic(topic)) {
      return NOT_WANTED;
    }
    Optional<String> refusal = naming.reasonNotReplicated(topic);
    if (refusal.isEmpty()) {
      return new Verdict.Wanted(naming.remoteTopic(topic));
    }
    return refusal.equals(naming.renameProblem(topic))
        ? new Verdict.Misnamed(refusal.get())
        : new Verdict.Refused(refusal.get());
  }

  /** Whether a topic is replicated, without regard to others. */
  public boolean replicates(String topic) {
    return isAskedFor(topic) && flow.naming().mayBeReplicated(topic);
  }

  /**
   * Why a topic that the flow asks for is not replicated, fit for a log or a status; empty if it
   * is, or if the flow doesn't ask for it.
   */
  public Optional<String> reasonNotReplicated(String topic) {
    return isAskedFor(topic) ? flow.naming().reasonNotReplicated(topic) : Optional.empty();
  }

  /**
   * Whether groups' offsets of a topic are carried over. As in MM2 that is so for what the filter
   * picks: a heartbeats topic that is replicated without being picked has no checkpoints.
   */
  public boolean checkpoints(String topic) {
    return flow.topicFilter().accepts(topic) && flow.naming().mayBeReplicated(topic);
  }

  private boolean isAskedFor(String topic) {
    return flow.topicFilter().accepts(topic)
        || flow.topics().replicateHeartbeats() && flow.naming().isHeartbeatsTopic(topic);
  }

  /**
   * What is decided about all topics.
   *
   * @param wanted remote names by topic, each remote name once
   * @param refused why a topic must not be replicated: no trouble as such, since in a flow that has
   *     one the other way these are all its copies
   * @param troubled why a topic can't be replicated that should be
   */
  public record Choice(
      Map<String, String> wanted, Map<String, String> refused, Map<String, String> troubled) {}

  /**
   * Decides about all topics together: no two may share a remote topic. The one that has it already
   * keeps it; if none has it, none gets it, since another instance might choose the other.
   *
   * @param replicated topics that are replicated already
   */
  public Choice choose(Collection<String> topics, Set<String> replicated) {
    Choice choice = new Choice(new TreeMap<>(), new TreeMap<>(), new TreeMap<>());
    Map<String, List<String>> byRemoteName = new TreeMap<>();
    for (String topic : topics.stream().sorted().toList()) {
      switch (judge(topic)) {
        case Verdict.NotWanted ignored -> {}
        case Verdict.Refused verdict -> choice.refused.put(topic, verdict.reason());
        case Verdict.Misnamed verdict -> choice.troubled.put(topic, verdict.reason());
        case Verdict.Wanted verdict ->
            byRemoteName
                .computeIfAbsent(verdict.remoteName(), name -> new ArrayList<>())
                .add(topic);
      }
    }
    byRemoteName.forEach((remote, sharers) -> give(remote, sharers, replicated, choice));
    return choice;
  }

  private static void give(
      String remote, List<String> sharers, Set<String> replicated, Choice choice) {
    List<String> having =
        sharers.size() == 1 ? sharers : sharers.stream().filter(replicated::contains).toList();
    if (having.size() == 1) {
      choice.wanted.put(having.getFirst(), remote);
    }
    for (String topic : sharers) {
      if (having.size() == 1 && !topic.equals(having.getFirst())) {
        choice.troubled.put(
            topic,
            "its remote topic %s already is the copy of %s".formatted(remote, having.getFirst()));
      } else if (having.size() != 1) {
        List<String> others = sharers.stream().filter(other -> !other.equals(topic)).toList();
        choice.troubled.put(
            topic,
            "its remote topic %s would also be the copy of %s, so none is copied: change topics.rename"
                .formatted(remote, String.join(", ", others)));
      }
    }
  }
}
